// @vitest-environment node
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Delivery } from '../src/api.js'
import { batch, event, freshDoc, send } from './batches.js'
import { collector } from './collector.js'

// Processes start and many answers are waited for; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 90_000 })

const RUNS = 400

/** Right, and now and then anything. */
const mostly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 15, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: fc.jsonValue() })

/** A batch in which anything may be anything. */
const mangled = (doc: string) =>
  fc
    .record(
      {
        v: mostly(fc.constant(1)),
        site: mostly(fc.constant('shop.example')),
        doc: mostly(fc.constant(doc)),
        k: mostly(fc.nat()),
        sent: mostly(fc.constant(Date.now())),
        high: mostly(fc.nat(600)),
        dropped: mostly(fc.nat(9)),
        claims: mostly(fc.constant([[doc, 1, 2]])),
        was: mostly(fc.constant([['a', 'b']])),
        context: mostly(fc.constant({ store: 'domain' })),
        events: mostly(
          fc.array(
            fc.record(
              {
                seq: mostly(fc.nat(600)),
                time: mostly(fc.constant(Date.now())),
                session: mostly(fc.constant('s')),
                page: mostly(fc.nat(5)),
                name: mostly(fc.constantFrom('click', 'purchase', 'session_end', 'page_leave', 'add_to_cart')),
                url: mostly(fc.webUrl()),
                props: fc.oneof(
                  fc.record({
                    items: fc.jsonValue(),
                    el: fc.jsonValue(),
                    currency: fc.jsonValue(),
                    value: fc.jsonValue(),
                    end: fc.jsonValue(),
                    last: fc.jsonValue(),
                    engaged_ms: fc.jsonValue(),
                    reason: fc.jsonValue(),
                  }),
                  fc.jsonValue(),
                ),
              },
              { requiredKeys: ['seq', 'time', 'name'] },
            ),
            { maxLength: 8 },
          ),
        ),
      },
      { requiredKeys: ['v', 'site', 'doc', 'events'] },
    )
    .map(body => JSON.stringify(body))

const bodies = (doc: string) =>
  fc.oneof(
    { weight: 6, arbitrary: mangled(doc) },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    // Cut anywhere, with a byte turned.
    {
      weight: 2,
      arbitrary: fc.tuple(mangled(doc), fc.nat(), fc.nat()).map(([text, end, at]) => {
        const bytes = Buffer.from(text.slice(0, end % (text.length + 1)))
        if (bytes.length > 0) bytes[at % bytes.length] = at % 256
        return new Uint8Array(bytes)
      }),
    },
  )

test(`${RUNS} mangled bodies: none crashes it, none is answered 2xx without being held`, async () => {
  const { url, api, lines } = await collector()
  const doc = freshDoc()
  let accepted = 0
  const held = new Set<string>()
  const refused = new Set<string>()
  await fc.assert(
    fc.asyncProperty(bodies(doc), async body => {
      const response = await send(url, body)
      expect([202, 204, 400, 413]).toContain(response.status)
      if (response.status >= 400) return
      const parsed = JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString())
      const rejected: { rejected: { index: number }[] } =
        response.status === 202 ? await response.json() : { rejected: [] }
      const bad = new Set(rejected.rejected.map(({ index }) => index))
      const idOf = (index: number) => `${parsed.doc} ${parsed.events[index]?.seq}`
      const indexes: number[] = parsed.events.map((_: unknown, index: number) => index)
      for (const index of indexes) if (!bad.has(index) && !refused.has(idOf(index))) held.add(idOf(index))
      // Refused once is refused for good: the number is accounted for.
      for (const index of indexes) if (bad.has(index) && !held.has(idOf(index))) refused.add(idOf(index))
      accepted++
    }),
    { numRuns: RUNS, seed: 20260601 },
  )
  expect(accepted).toBeGreaterThan(50)
  expect((await api<Delivery>('delivery?from=0')).received).toBe(held.size)
  for (const report of ['summary', 'pages', 'sessions', 'carts', 'funnel', 'clicks', 'forms', 'sites']) {
    await api(`${report}?from=0&to=${8e15}`)
  }
  expect((await send(url, batch({ events: [event(1)] }))).status).toBe(204)
  expect(lines).toEqual([])
})
