import { afterEach, expect, test, vi } from 'vitest'
import type { Entry, Stream } from '../../src/deliver/batch'
import type { Outbox } from '../../src/deliver/outbox'
import { createSafety } from '../../src/deliver/safety'

afterEach(() => vi.unstubAllGlobals())

const entryOf = (seq: number, via?: Entry['via']): Entry => ({ seq, text: '{}', size: 99, at: 0, via })

test('What finds no room is counted in what is written, and forgotten by no page that lives', () => {
  const own: Stream = { doc: 'd', high: 4, dropped: 2, entries: [1, 2, 3, 4].map(seq => entryOf(seq)), done: () => {} }
  const write = vi.fn()
  const outbox = { room: () => 250, write } as unknown as Outbox
  const form = ({ dropped }: Stream, entries: Entry[]) => JSON.stringify([dropped, entries.map(({ seq }) => seq)])
  createSafety(
    '/c?b=',
    own,
    form,
    outbox,
    () => 1,
    () => false,
    () => false,
  ).secure(true)
  expect(JSON.parse(write.mock.calls[0]?.[0])).toEqual([4, [3, 4]])
  expect([own.dropped, own.entries.length]).toEqual([2, 4])
})

test('What a beacon has taken is not armed', () => {
  const armed: string[] = []
  vi.stubGlobal('fetchLater', (url: string, { body }: RequestInit) => armed.push(`${url} ${body}`))
  const entries = [entryOf(1, 'beacon'), entryOf(2, 'fetch'), entryOf(3)]
  const own: Stream = { doc: 'd', high: 3, dropped: 0, entries, done: () => {} }
  const outbox = { room: () => 1000, write: () => {} } as unknown as Outbox
  const form = (_: Stream, entries: Entry[]) => `${entries.map(({ seq }) => seq)}`
  createSafety(
    '/c?b=',
    own,
    form,
    outbox,
    () => 7,
    () => false,
    () => false,
  ).secure(true)
  expect(armed).toEqual(['/c?b=7 2,3'])
})

test('Of a page that is done, what is armed stays armed and nothing is written', () => {
  const signals: AbortSignal[] = []
  vi.stubGlobal('fetchLater', (_: string, { signal }: RequestInit) => signals.push(signal as AbortSignal))
  const own: Stream = { doc: 'd', high: 1, dropped: 0, entries: [entryOf(1)], done: () => {} }
  const write = vi.fn()
  const outbox = { room: () => 1000, write } as unknown as Outbox
  let isOff = false
  const { secure } = createSafety(
    '/c?b=',
    own,
    () => 'batch',
    outbox,
    () => 1,
    () => false,
    () => isOff,
  )
  secure(true)
  isOff = true
  secure(true)
  expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  expect(write).toHaveBeenCalledTimes(1)
})
