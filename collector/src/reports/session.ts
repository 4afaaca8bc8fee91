import type { SessionDetail, TimelineEvent } from '../api.js'
import { AT } from '../rules.js'
import type { Read, Row } from '../store/connection.js'
import { whatOf } from '../what.js'
import type { Props } from '../wire.js'
import { onSite } from './events.js'
import type { Scope } from './scope.js'
import { rowsOf, sessionRow } from './sessions.js'
import { sessionsAt } from './sessionsAt.js'

/** GET /api/sessions/:id, whenever it was; the id may be one that was merged into another. */
export async function session(read: Read, id: string, scope: Scope): Promise<SessionDetail | null> {
  const values = scope.site === null ? { id } : { id, site: scope.site }
  const known = await read(
    `SELECT loser, winner FROM aliases WHERE (loser = $id OR winner = $id)${onSite(scope)}`,
    values,
  )
  const winner = String(known.find(({ loser }) => loser === id)?.winner ?? id)
  const mine = `session IN (SELECT $id UNION ALL SELECT loser FROM aliases WHERE winner = $id)${onSite(scope)}`
  const same = { ...values, id: winner }
  const [row] = await read(rowsOf(sessionsAt(scope, `sid = $id${onSite(scope)}`), ''), same)
  if (!row) return null
  const events = await read(
    `SELECT doc, seq, time, name, path, target, title, props FROM events WHERE ${mine} ORDER BY ${AT}`,
    same,
  )
  return { ...sessionRow(row), timeline: timelineOf(events, Number(row.skew)) }
}

/**
 * A session's events in their order. Tabs that turned out to be one session may each have said that it began or ended.
 * It did so once: at the first start and at the last end, as the session itself is derived.
 */
export function timelineOf(rows: readonly Row[], skew: number): TimelineEvent[] {
  const all = rows.map(row => timelineEvent(row, skew))
  const start = all.find(({ name }) => name === 'session_start')
  const end = all.filter(({ name }) => name === 'session_end').at(-1)
  return all.filter(event => event === start || event === end || !/^session_(start|end)$/.test(event.name))
}

/** Moved by the session's skew like its start and end, so that all of them fit together. */
function timelineEvent(row: Row, skew: number): TimelineEvent {
  const props = JSON.parse(String(row.props)) as Props
  const name = String(row.name)
  return {
    doc: String(row.doc),
    seq: Number(row.seq),
    time: Number(row.time) + skew,
    name,
    path: String(row.path),
    what: whatOf(name, props),
    props,
  }
}
