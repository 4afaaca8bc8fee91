// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { type CommitOptions, createCommitter } from '../src/commit.js'
import { createDedup } from '../src/dedup.js'
import { collectorError } from '../src/errors.js'
import type { Outcome } from '../src/pending.js'
import { prepare } from '../src/prepare.js'
import type { EventRow, Group, Store } from '../src/store/store.js'
import { validateBatch } from '../src/validate.js'
import { batch, events } from './batches.js'

const failure = () => collectorError('E_DATA', 'the disk is full')

/** A store in memory. `on` decides about each commit. */
function fakeStore() {
  const rows: EventRow[] = []
  const groups: number[] = []
  let on: (group: Group) => Error | null = () => null
  let hold: Promise<void> | null = null
  const store = {
    async commit(group: Group) {
      await hold
      groups.push(group.events.length)
      const trouble = on(group)
      if (trouble) throw trouble
      rows.push(...group.events)
    },
  } as unknown as Store
  return {
    store,
    rows,
    groups,
    decide: (rule: typeof on) => (on = rule),
    /** Commits wait until the returned function is called. */
    block(): () => void {
      let open = () => {}
      hold = new Promise(resolve => (open = resolve))
      return () => {
        hold = null
        open()
      }
    },
  }
}

function setUp(over: Partial<CommitOptions> = {}) {
  const fake = fakeStore()
  const committer = createCommitter({
    store: fake.store,
    dedup: createDedup(),
    onCommitted: () => {},
    onFailure: () => {},
    maxWait: 5,
    ...over,
  })
  const submit = (body: object, bytes = 100): Promise<Outcome> => {
    const validated = validateBatch(body)
    if (!validated.ok) throw new Error(validated.reason)
    return committer.submit(prepare(validated.batch, { received: Date.now(), skew: 0, userAgent: '', bytes }))
  }
  return { ...fake, committer, submit }
}

const seqs = (rows: EventRow[]) => rows.map(({ seq }) => seq)

describe('Group commit', () => {
  test('writes what arrived together in one go', async () => {
    const { submit, groups } = setUp()
    await Promise.all(Array.from({ length: 10 }, () => submit(batch({ events: events(1, 20) }))))
    expect(groups).toEqual([200])
  })

  test('does not wait for the clock once enough has arrived', async () => {
    const { submit, groups } = setUp({ maxWait: 1e9, maxRows: 40 })
    await Promise.all([submit(batch({ events: events(1, 20) })), submit(batch({ events: events(1, 20) }))])
    expect(groups).toEqual([40])
  })

  test('writes what piled up during a stall in parts', async () => {
    const { submit, groups, block } = setUp({ maxRows: 1, maxBytes: 1e9 })
    const release = block()
    const waiting = Array.from({ length: 50 }, () => submit(batch({ events: events(1, 500) })))
    release()
    await Promise.all(waiting)
    expect(groups).toEqual([500, 16_500, 8_000])
  })

  test('commits what waits when it closes, and takes nothing more', async () => {
    const { submit, committer, rows } = setUp({ maxWait: 1e9 })
    const waiting = submit(batch({ events: events(1, 3) }))
    await committer.close()
    expect((await waiting).stored).toBe(true)
    expect(seqs(rows)).toEqual([1, 2, 3])
    expect(await submit(batch())).toEqual({ stored: false })
  })

  test('refuses what would wait beyond the bound, and takes it when there is room', async () => {
    const { submit, committer, block } = setUp({ maxBytes: 250 })
    const release = block()
    const taken = [submit(batch()), submit(batch())]
    expect(await submit(batch())).toEqual({ stored: false })
    expect(committer.waiting()).toBe(200)
    release()
    expect((await Promise.all(taken)).map(({ stored }) => stored)).toEqual([true, true])
    expect(committer.waiting()).toBe(0)
    expect((await submit(batch())).stored).toBe(true)
  })
})

describe('A store that fails', () => {
  test('is not acknowledged, and the batch is new when it comes again', async () => {
    const { submit, decide, rows } = setUp()
    const one = batch({ events: events(1, 3) })
    decide(failure)
    expect(await submit(one)).toEqual({ stored: false })
    decide(() => null)
    expect(await submit(one)).toMatchObject({ stored: true, accepted: 3, duplicates: 0 })
    expect(seqs(rows)).toEqual([1, 2, 3])
  })

  test('takes no row for a bad one', async () => {
    const { submit, decide, groups } = setUp()
    decide(failure)
    expect(await submit(batch({ events: events(1, 3) }))).toEqual({ stored: false })
    expect(groups).toEqual([3])
  })

  test('fails the later batch that counted on the same events', async () => {
    const { submit, decide, block, rows } = setUp({ maxRows: 3 })
    const one = batch({ events: events(1, 3) })
    const release = block()
    let commits = 0
    decide(() => (commits++ === 0 ? failure() : null))
    const first = submit(one)
    const twin = submit(one)
    release()
    expect(await Promise.all([first, twin])).toEqual([{ stored: false }, { stored: false }])
    expect(rows).toEqual([])
  })
})

describe('A row that the store refuses', () => {
  const poison = (group: Group) =>
    group.events.some(({ seq, doc }) => doc === 'bad' && seq === 2) ? new Error('Conversion Error: no') : null

  test('costs neither its neighbours nor other batches, and is said', async () => {
    const { submit, decide, rows } = setUp()
    decide(poison)
    const [bad, good] = await Promise.all([
      submit(batch({ doc: 'bad', events: events(1, 3) })),
      submit(batch({ doc: 'good', events: events(1, 2) })),
    ])
    expect(bad).toMatchObject({ stored: true, accepted: 2, rejected: [{ index: 1, seq: 2, reason: 'store' }] })
    expect(good).toMatchObject({ stored: true, accepted: 2, rejected: [] })
    expect(rows.map(({ doc, seq }) => [doc, seq])).toEqual([
      ['bad', 1],
      ['bad', 3],
      ['good', 1],
      ['good', 2],
    ])
  })

  test('is accounted for: it does not come again', async () => {
    const { submit, decide, rows } = setUp()
    decide(poison)
    await submit(batch({ doc: 'bad', events: events(1, 3) }))
    expect(await submit(batch({ doc: 'bad', events: events(1, 3) }))).toMatchObject({ duplicates: 3, rejected: [] })
    expect(rows).toHaveLength(2)
  })
})
