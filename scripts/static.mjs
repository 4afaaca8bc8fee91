// A small static server for the demo: fixed folders, known types, strict policy. For one machine, not for the internet.
import { createReadStream, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

// The shop proves that Sojourn needs nothing that a strict policy forbids: no inline script, no eval, no other host.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const HEADERS = {
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
}

/** The file that a URL path means, or undefined. Only files that really lie in the folder, links followed. */
function find(folder, name) {
  const root = realpathSync(folder)
  for (const candidate of [name, `${name}.html`, path.join(name, 'index.html')]) {
    try {
      const file = realpathSync(path.join(root, candidate))
      if (file.startsWith(root + path.sep) && statSync(file).isFile()) return file
    } catch {
      // Not there, or a name no file can have.
    }
  }
}

/**
 * folders: { '/url/prefix/': 'folder', '/one.js': 'file' }; the longest prefix that fits answers.
 * Returns serve(req, res): true if it answered. `/cart` finds cart.html, `/guide/` finds guide/index.html.
 */
export function createStatic(folders) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length)
  return (req, res) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return false
    let pathname
    try {
      pathname = decodeURIComponent(req.url.split(/[?#]/)[0])
    } catch {
      return false
    }
    const prefix = prefixes.find(p => pathname === p || (p.endsWith('/') && pathname.startsWith(p)))
    if (!prefix) return false
    const target = path.resolve(folders[prefix])
    const file = prefix.endsWith('/')
      ? find(target, pathname.slice(prefix.length))
      : find(path.dirname(target), path.basename(target))
    const type = file && TYPES[path.extname(file)]
    if (!type) return false
    const headers = { ...HEADERS, 'Content-Type': type, 'Content-Length': statSync(file).size }
    if (type.startsWith('text/html')) headers['Content-Security-Policy'] = POLICY
    res.writeHead(200, headers)
    if (req.method === 'HEAD') res.end()
    else
      createReadStream(file)
        .on('error', () => res.destroy())
        .pipe(res)
    return true
  }
}

/** Where the shop and the built script are served. */
export const shopFolders = (demo = 'demo', dist = 'dist') => ({
  '/': demo,
  '/sojourn/': dist,
  '/sojourn.js': path.join(dist, 'sojourn.js'),
  '/sojourn.js.map': path.join(dist, 'sojourn.js.map'),
})
