import { size } from './tables/size.mjs'

/** In the order of RESULTS.md. */
export const TABLES = [size]
