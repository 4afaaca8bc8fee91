import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { valuesOf } from '../reports/events.js'
import type { Scope } from '../reports/scope.js'
import type { FileFormat, Raw } from '../store/raw.js'
import type { Client } from './client.js'
import { ofChosen, sessionsOf } from './reports/sessionsOf.js'
import { eventsWithSession } from './reports/source.js'
import { ABSENT_TEXTS } from './rows.js'

export interface Copying {
  copy(raw: Raw, scope: Scope, format: FileFormat): Promise<string>
  close(): Promise<void>
}

/**
 * Rows come as lines of JSON, and the embedded database makes the file of them: the same columns, types and guards as
 * from the other store, whatever formats the server was built with.
 */
export function createCopying(client: Pick<Client, 'stream'>): Copying {
  let folder: Promise<string> | null = null
  let copies = 0

  return {
    async copy(raw, scope, format) {
      // For nobody else to read.
      folder ??= mkdtemp(join(tmpdir(), 'sojourn-export-'))
      const name = join(await folder, `${raw}-${++copies}`)
      const [lines, file] = [`${name}.ndjson`, `${name}.${format}`]
      try {
        await pipeline(await client.stream(SELECT[raw](scope), valuesOf(scope)), createWriteStream(lines))
        const { linesToFile } = await import('../export/linesToFile.js')
        await linesToFile(raw, lines, format, file)
      } finally {
        await rm(lines, { force: true })
      }
      return file
    },
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true })
    },
  }
}

const span = ({ site, from, to }: Scope) => ({ site, from, to })
const absent = (column: string): string =>
  (ABSENT_TEXTS as readonly string[]).includes(column) ? `nullIf(${column}, '') AS ${column}` : column

const OF_EVENTS = [
  ...['page', 'time', 'corrected', 'received', 'name', 'path', 'referrer', 'title', 'target', 'value_minor'],
  ...['currency', 'cart_id', 'moment', 'reason', 'engaged', 'scroll', 'timeout', 'previous', 'campaign', 'store'],
  ...['device', 'automation', 'tail', 'props', 'tag', 'form'],
]
const OF_ITEMS = ['item_id', 'item_name', 'quantity', 'price_minor', 'currency']

const SELECT: Record<Raw, (scope: Scope) => string> = {
  events: scope => `
    SELECT site, doc, seq, nullIf(sid, '') AS session, ${OF_EVENTS.map(absent).join(', ')}
    FROM (${eventsWithSession(OF_EVENTS.join(', '), span(scope))}) WHERE 1${ofChosen(scope)}`,
  items: scope => `
    SELECT site, nullIf(sid, '') AS session, doc, seq, time, corrected, name, ${OF_ITEMS.join(', ')}
    FROM (
      SELECT site, sid, doc, seq, time, corrected, name, ${OF_ITEMS.map((column, i) => `\`items.${column}\` AS all${i}`).join(', ')}
      FROM (${eventsWithSession(`time, corrected, name, ${OF_ITEMS.map(column => `items.${column}`).join(', ')}`, span(scope))})
      WHERE 1${ofChosen(scope)}
    ) ARRAY JOIN ${OF_ITEMS.map((column, i) => `all${i} AS ${column}`).join(', ')}`,
  sessions: scope => `
    SELECT site, sid AS id, start, ending AS \`end\`, nullIf(end_reason, '') AS end_reason, duration, engaged, views, events,
      nullIf(entry, '') AS entry, nullIf(last_path, '') AS last_path, nullIf(referrer, '') AS referrer,
      nullIf(campaign, '') AS campaign, nullIf(device, '') AS device, live, bounce, in_memory, cart,
      if(empty(line_ids), NULL, cart_value) AS cart_value_minor, nullIf(cart_currency, '') AS cart_currency
    FROM (${sessionsOf(scope)})`,
}
