import { expect, test } from 'vitest'
import { validateBatch } from '../collector/src/validate'
import type { Claim, IncomingBatch, IncomingEvent, Merge } from '../collector/src/wire'
import type { Batch, WireEvent } from '../src/events'

// Checked by tsc: what browsers send is what the collector works with, name by name and type by type.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type EventKey = Exclude<keyof IncomingEvent, 'tail'>
type Copied = 'site' | 'doc' | 'high' | 'dropped'
type Optional = 'k' | 'sent'

const agree: {
  events: Same<Pick<WireEvent, EventKey>, Pick<IncomingEvent, EventKey>>
  batch: Same<Pick<Batch, Copied>, Pick<IncomingBatch, Copied>>
  attempt: Same<Pick<Batch, Optional>, { [Key in Optional]: NonNullable<IncomingBatch[Key]> }>
  claims: Same<NonNullable<Batch['claims']>[number], Claim>
  merges: Same<NonNullable<Batch['was']>[number], Merge>
  screen: Same<Batch['context']['screen'], NonNullable<IncomingBatch['screen']>>
  automation: Same<Batch['context']['automation'], IncomingBatch['automation']>
} = { events: true, batch: true, attempt: true, claims: true, merges: true, screen: true, automation: true }

test('the collector reads every field of a batch that it keeps, under the name that the script gives it', () => {
  expect(Object.values(agree)).not.toContain(false)
  const event: WireEvent = {
    seq: 3,
    time: 1_780_000_000_000,
    session: 's',
    page: 2,
    name: 'click',
    url: 'https://shop.example/',
    props: { a: [1, { b: null }] },
    late: true,
  }
  const batch: Batch = {
    v: 1,
    sdk: '1.0.0',
    site: 'shop.example',
    doc: 'd',
    k: 4,
    sent: 1_780_000_000_001,
    high: 7,
    low: 2,
    dropped: 1,
    via: 'later',
    claims: [['e', 1, 5]],
    was: [['t', 's']],
    context: {
      store: 'host',
      consent: 'granted',
      language: 'en',
      viewport: [1200, 800],
      screen: [1440, 900],
      timezone: 'Europe/Berlin',
      automation: true,
    },
    events: [event],
  }
  const { late: _, ...kept } = event
  const { site, doc, k, sent, high, dropped, via, claims, was } = batch
  expect(validateBatch(structuredClone(batch))).toEqual({
    ok: true,
    batch: {
      ...{ site, doc, k, sent, high, dropped, via, claims, was },
      store: 'host',
      screen: [1440, 900],
      automation: true,
      events: [{ event: { ...kept, tail: true }, index: 0 }],
      rejected: [],
    },
  })
})
