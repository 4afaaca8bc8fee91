import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** How a file's bytes are counted: as they are, and as a server would send them at its best. */
export const SIZES = {
  raw: bytes => bytes.length,
  gzip: bytes => gzipSync(bytes, { level: 9 }).length,
  brotli: bytes => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
}
