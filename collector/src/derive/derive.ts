import type { DuckDBConnection } from '@duckdb/node-api'
import { append } from '../store/append.js'
import { DERIVATION } from '../store/schema.js'
import { deriveClicks } from './clicks.js'
import { deriveDocuments } from './documents.js'
import { deriveSessions } from './sessions.js'
import type { Touched } from './touched.js'
import { deriveViews } from './views.js'

/** Temporary tables of the one connection that derives. */
const PREPARE = [
  'CREATE OR REPLACE TEMP TABLE touched (site VARCHAR, session VARCHAR)',
  'CREATE OR REPLACE TEMP TABLE touched_docs (doc VARCHAR)',
  'CREATE OR REPLACE TEMP TABLE ids (site VARCHAR, session VARCHAR, sid VARCHAR)',
]

/** Every id that a touched session has or had, and the one that it has now. */
const FILL_IDS = `
  INSERT INTO ids
  WITH dirty AS (
    SELECT DISTINCT t.site, coalesce(a.winner, t.session) AS sid
    FROM touched t LEFT JOIN aliases a ON a.site = t.site AND a.loser = t.session
  )
  SELECT site, sid, sid FROM dirty
  UNION ALL SELECT a.site, a.loser, a.winner FROM aliases a SEMI JOIN dirty d ON d.site = a.site AND d.sid = a.winner`

/** Commits may end this much after their events were received. */
const OVERLAP = 60_000

const numberIn = async (connection: DuckDBConnection, sql: string): Promise<number | null> => {
  const value = (await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? null
  return value === null ? null : Number(value)
}

/** Makes the derived rows of what was touched anew, in one transaction. `at`: when it was taken. */
export async function derive(connection: DuckDBConnection, touched: Touched, at: number): Promise<void> {
  for (const sql of PREPARE) await connection.run(sql)
  await append(connection, 'touched', touched.sessions)
  await append(connection, 'touched_docs', touched.documents)
  await rewrite(connection, touched, at)
}

/** After a start: whatever arrived since the last derivation; everything, where there was none. */
export async function catchUp(connection: DuckDBConnection, at: number): Promise<void> {
  const until = (await numberIn(connection, 'SELECT max(until) FROM derived')) ?? 0
  const since = until - OVERLAP
  for (const sql of PREPARE) await connection.run(sql)
  const arrived = `WHERE received >= ${since}`
  await connection.run(
    `INSERT INTO touched SELECT DISTINCT site, session FROM events ${arrived} AND session IS NOT NULL`,
  )
  await connection.run(`INSERT INTO touched_docs SELECT DISTINCT doc FROM marks ${arrived} AND doc <> ''`)
  const corrected = (await numberIn(connection, `SELECT min(corrected) FROM events ${arrived}`)) ?? at
  await rewrite(connection, { corrected, received: since }, at)
}

async function rewrite(
  connection: DuckDBConnection,
  { corrected, received }: Pick<Touched, 'corrected' | 'received'>,
  at: number,
): Promise<void> {
  const run = (sql: string) => connection.run(sql)
  await run('BEGIN')
  try {
    await run(FILL_IDS)
    const earliest = await numberIn(
      connection,
      'SELECT min(first) FROM sessions s SEMI JOIN ids i ON i.site = s.site AND i.session = s.sid',
    )
    const first = await numberIn(connection, 'SELECT min(first) FROM documents SEMI JOIN touched_docs USING (doc)')
    // Events lie in the order of their arrival: these bounds keep the work to the recent part of the file.
    const low = Math.floor(Math.min(earliest ?? at, corrected, at))
    const arrived = Math.floor(Math.min(first ?? at, received, at))
    const theirs = 'USING ids i WHERE i.site = t.site AND i.session = t.sid'
    await run(`DELETE FROM sessions t ${theirs}`)
    await run(`INSERT INTO sessions BY NAME ${deriveSessions(low)}`)
    for (const [table, rows] of [
      ['views', deriveViews(low)],
      ['clicks', deriveClicks(low)],
    ]) {
      // Only what is made anew goes.
      await run(`DELETE FROM ${table} t ${theirs} AND t.corrected >= ${low}`)
      await run(`INSERT INTO ${table} BY NAME ${rows}`)
    }
    await run('DELETE FROM documents t USING touched_docs d WHERE d.doc = t.doc')
    await run(`INSERT INTO documents BY NAME ${deriveDocuments(arrived)}`)
    await run('DELETE FROM derived')
    await run(`INSERT INTO derived VALUES (${at}, ${DERIVATION})`)
    await run('COMMIT')
  } catch (error) {
    await run('ROLLBACK').catch(() => {})
    throw error
  }
}
