// Each table keeps its figures in results/<name>.json, so that a part can be run again without the rest.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../results/', import.meta.url)
const fileOf = name => new URL(`${name}.json`, folder)

/** `{ rows: { [peer]: { cells } | { failed } }, made }`, empty if it never ran. */
export const load = name => (existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), 'utf8')) : { rows: {} })

export function save(name, results) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(name), `${JSON.stringify(results, null, 1)}\n`)
}
