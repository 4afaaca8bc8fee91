import { createDelivery } from '../../src/deliver/delivery'
import type { Batch } from '../../src/events'
import { createInbox } from '../../src/inbox'
import type { Settings } from '../../src/options'
import type { Draft } from '../../src/session/draft'

// One browser with its tabs, the network and a collector, all under one clock that moves only when it is told.

const START = Date.UTC(2026, 5, 1)
const LATENCY = 10
const SETTLE = 250
/** Beacons in flight together, bytes. */
const QUOTA = 65_536
const URL = 'https://shop.example/collect'

type Answer = { status: number; ack: boolean; retryAfter?: string }
type Delivery = ReturnType<typeof createDelivery>
/** What the collector does with a request: a status, a connection that ends before or after it has stored, or nothing. */
export type Fate = number | 'drop before' | 'drop after' | 'hang'

export type Tab = {
  doc: string
  delivery: Delivery
  /** seq → when it got it, its bytes, and whether it is written at once. */
  tracked: Map<number, { at: number; size: number; critical: boolean }>
  /** When each was told that has no seq yet. */
  told: Set<{ at: number; critical: boolean }>
  state: 'visible' | 'hidden' | 'frozen' | 'cached' | 'dead'
}
type Inside = Tab & {
  tellInbox: (draft: Draft) => void
  window: EventTarget & { fetchLater?: unknown }
  document: EventTarget & { visibilityState?: string }
  tell: (entry: object) => void
  armed: [string, string] | undefined
  late: (() => void)[]
}
type Task = { at: number; order: number; tab: Inside | undefined; run: () => void }

export const createWorld = (hasLater: boolean) => {
  let time = START
  let order = 0
  let tasks: Task[] = []
  let current: Inside | undefined
  let isUp = true
  let isOnLine = true
  let inFlight = 0
  let fate = (): Fate => 204
  let manners = { acks: true, status: true, cors: true, beacons: true }
  const tabs: Inside[] = []
  const storage: Record<string, string> = new Proxy(
    Object.defineProperty({}, 'removeItem', { value: (key: string) => delete storage[key] }),
    {
      set: (held: Record<string, string>, key: string, value) => {
        const event = Object.assign(new Event('storage'), { key, oldValue: held[key] ?? null })
        for (const tab of tabs) if (tab !== current) plan(LATENCY, tab, () => tab.window.dispatchEvent(event))
        held[key] = String(value)
        return true
      },
    },
  )

  /** doc → seq → bytes, as first stored. */
  const stored = new Map<string, Map<number, string>>()
  const arrivals = new Map<string, number>()
  /** What the collector has heard of a document. */
  const ledger = new Map<string, { high: number; dropped: number }>()
  /** `doc seq` of what it has refused for good, where the page could read so. */
  const refused = new Set<string>()
  const conflicts: string[] = []
  const requests: Batch[] = []

  const settled = async () => {
    for (let i = 0; i < 8; i++) await null
  }
  const within = async (tab: Inside, run: () => void) => {
    if (tab.state === 'dead') return
    current = tab
    run()
    await settled()
  }
  const plan = (ms: number, tab: Inside | undefined, run: () => void): Task => {
    const task = { at: time + ms, order: order++, tab, run }
    tasks.push(task)
    return task
  }
  const isHeld = (doc: string, low: number, high: number) => {
    for (let seq = low; seq <= high; seq++) if (!stored.get(doc)?.has(seq)) return false
    return true
  }
  const hear = (doc: string, high: number, dropped: number) => {
    const known = ledger.get(doc) ?? { high: 0, dropped: 0 }
    ledger.set(doc, { high: Math.max(known.high, high), dropped: Math.max(known.dropped, dropped) })
  }
  const receive = (body: string, canRead: boolean): Answer | null | 'hang' => {
    if (!isUp) return null
    const what = fate()
    const batch: Batch = JSON.parse(body)
    requests.push(batch)
    const { doc, high, dropped, events, claims = [] } = batch
    for (const { seq } of events) arrivals.set(`${doc} ${seq}`, (arrivals.get(`${doc} ${seq}`) ?? 0) + 1)
    if (what === 'hang') return what
    if (what === 'drop before') return null
    const status = what === 'drop after' ? 204 : what
    if (status >= 300) {
      if (canRead && status < 500 && ![408, 425, 429].includes(status))
        for (const { seq } of events) refused.add(`${doc} ${seq}`)
      return { status, ack: false, ...(status === 429 && { retryAfter: '7' }) }
    }
    hear(doc, high, dropped)
    for (const [other, , top] of claims) hear(other, top, 0)
    const held = stored.get(doc) ?? stored.set(doc, new Map()).get(doc)
    for (const event of events) {
      const text = JSON.stringify(event)
      if ((held?.get(event.seq) ?? text) !== text) conflicts.push(text)
      held?.set(event.seq, text)
    }
    if (what === 'drop after') return null
    return { status, ack: manners.acks && claims.every(([other, low, top]) => isHeld(other, low, top)) }
  }
  /** @param outlives the page that sends it */
  const send = (
    tab: Inside,
    body: string,
    outlives: boolean,
    canRead: boolean,
    then: (answer: Answer | null) => void,
  ) => {
    plan(LATENCY, undefined, () => {
      if (!outlives && tab.state === 'dead') return
      const answer = receive(body, canRead)
      if (answer === 'hang') return
      plan(LATENCY, undefined, () => then(answer))
      plan(LATENCY, tab, () => {})
    })
  }
  /** What the browser lists of a request, whoever has made it. */
  const tellTiming = (tab: Inside, url: string, answer: Answer | null) => {
    if (!answer || tab.state === 'cached' || tab.state === 'dead') return
    const serverTiming = answer.ack ? [{ name: 'ack', description: url.split('=')[1] }] : []
    const responseStatus = manners.status ? answer.status : 0
    plan(0, tab, () => tab.tell({ name: url, serverTiming, responseStatus, responseStart: 1 }))
  }
  const die = (tab: Inside) => {
    if (tab.armed) send(tab, tab.armed[1], true, false, () => {})
    tab.state = 'dead'
  }

  const globals: Record<string, () => unknown> = {
    window: () => current?.window,
    document: () => current?.document,
    location: () => ({ origin: 'https://shop.example' }),
    localStorage: () => storage,
    navigator: () => ({
      onLine: isOnLine,
      sendBeacon: (url: string, body: string) => {
        const tab = current as Inside
        if (!manners.beacons || inFlight + body.length > QUOTA) return false
        inFlight += body.length
        send(tab, body, true, false, answer => {
          inFlight -= body.length
          tellTiming(tab, url, answer)
        })
        return true
      },
    }),
    fetch:
      () =>
      (url: string, { body, keepalive, signal, mode }: RequestInit & { body: string; signal: AbortSignal }) => {
        const tab = current as Inside
        const isOpaque = mode === 'no-cors'
        return new Promise((resolve, reject) => {
          signal.onabort = () => reject(new Error('aborted'))
          send(tab, body, !!keepalive, manners.cors, answer =>
            plan(0, tab, () => {
              tellTiming(tab, url, answer)
              if (!answer || !(manners.cors || isOpaque)) reject(new TypeError('Failed to fetch'))
              else if (!manners.cors) resolve({ status: 0 })
              else resolve({ status: answer.status, headers: { get: () => answer.retryAfter ?? null } })
            }),
          )
        })
      },
    PerformanceObserver: () =>
      class {
        observe = () => {}
        disconnect = () => {}
        constructor(tell: (list: { getEntries: () => object[] }) => void) {
          if (current) current.tell = entry => tell({ getEntries: () => [entry] })
        }
      },
    performance: () => ({ now: () => time - START }),
  }
  const was = Object.getOwnPropertyDescriptors(globalThis) as Record<string, PropertyDescriptor>
  const realNow = Date.now
  for (const [name, get] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { get, configurable: true })
  // Not as getters: the test runner puts its own there for a moment.
  const setTimer = (run: () => void, ms: number) => plan(ms, current, run)
  const clearTimer = (task: Task) => {
    tasks = tasks.filter(one => one !== task)
  }
  const { setTimeout, clearTimeout } = globalThis
  Object.assign(globalThis, { setTimeout: setTimer, clearTimeout: clearTimer })
  Date.now = () => time
  // The same chances each time, so that a failure can be played again.
  const { random } = Math
  let chance = 1
  Math.random = () => {
    chance = (chance * 16_807) % 2_147_483_647
    return chance / 2_147_483_647
  }

  const settings = {
    endpoint: URL,
    cookieName: '_sojourn',
    batch: { events: 20, bytes: 16_384, interval: 5000 },
    durable: false,
  } as Settings

  return {
    stored,
    arrivals,
    ledger,
    refused,
    conflicts,
    requests,
    storage,
    tabs: tabs as Tab[],
    now: () => time,
    answer: (next: () => Fate) => {
      fate = next
    },
    /** Whether answers carry acks, Resource Timing tells their status, a fetch may read them, and beacons are taken at all. */
    speak: (how: Partial<typeof manners>) => {
      manners = { ...manners, ...how }
    },
    /** @param told the browser knows: it says so in `navigator.onLine`, and when it is over */
    network: async (up: boolean, told: boolean) => {
      isUp = up
      const wasOnLine = isOnLine
      isOnLine = up || !told
      if (isOnLine && !wasOnLine)
        for (const tab of tabs) await within(tab, () => tab.window.dispatchEvent(new Event('online')))
    },
    pass: async (ms: number) => {
      const end = time + ms
      for (;;) {
        let next: Task | undefined
        for (const task of tasks)
          if (task.at <= end && (!next || task.at < next.at || (task.at === next.at && task.order < next.order)))
            next = task
        if (!next) break
        const { tab, run, at } = next
        tasks = tasks.filter(one => one !== next)
        time = Math.max(time, at)
        if (!tab) run()
        else if (tab.state === 'frozen' || tab.state === 'cached') tab.late.push(run)
        else await within(tab, run)
      }
      time = end
    },
    open: async (site = 'shop', more: Partial<Settings> = {}): Promise<Tab> => {
      const doc = `document-${tabs.length + 1}`
      const tab = {
        doc,
        tracked: new Map(),
        told: new Set(),
        state: 'visible',
        window: new EventTarget(),
        document: new EventTarget(),
        tell: () => {},
        armed: undefined,
        late: [],
      } as unknown as Inside
      Object.defineProperty(tab.document, 'visibilityState', {
        get: () => (tab.state === 'visible' ? 'visible' : 'hidden'),
      })
      if (hasLater)
        tab.window.fetchLater = (url: string, { body, signal }: { body: string; signal: AbortSignal }) => {
          const request: [string, string] = [url, body]
          tab.armed = request
          signal.onabort = () => {
            if (tab.armed === request) tab.armed = undefined
          }
        }
      tabs.push(tab)
      const opened = time
      const held: (() => void)[] = []
      // As the recorder does: told to the inbox, and bound once the session is settled, or by the first flush.
      const session = {
        admit: (draft: Draft | null) => {
          const bind = () => draft?.finish?.({})
          if (time - opened >= SETTLE) bind()
          else {
            if (!held.length) globalThis.setTimeout(() => session.settle(false), opened + SETTLE - time)
            held.push(bind)
          }
        },
        settle: (leaving: boolean) => {
          const wait = opened + SETTLE - time
          if (wait > 0 && !leaving) return wait
          for (const bind of held.splice(0)) bind()
          return 0
        },
      }
      current = tab
      tab.delivery = createDelivery(
        { ...settings, site, ...more },
        doc,
        () => ({ v: 1, site }),
        leaving => inbox.current()?.settle(leaving) ?? 0,
        () => true,
      )
      const inbox = createInbox(
        () => session,
        () => true,
        () => true,
        tab.delivery.patience,
        tab.delivery.expect,
        tab.delivery.lose,
      )
      tab.tellInbox = draft => inbox.admit(draft, 'machine')
      return tab
    },
    track: (tab: Tab, size: number, critical: boolean) =>
      within(tab as Inside, () => {
        const inside = tab as Inside
        const told = { at: time, critical }
        tab.told.add(told)
        const write = (seq: number) => {
          const text = JSON.stringify({
            seq,
            name: 'item_seen',
            time: told.at,
            props: Array(size).fill('x'.repeat(1000)),
          })
          tab.tracked.set(seq, { at: time, size: text.length + 1, critical })
          tab.told.delete(told)
          return text
        }
        const finish = () => tab.delivery.add(write, false, critical)
        inside.tellInbox({ name: 'item_seen', time, url: '/', page: 1, props: {}, critical, finish })
      }),
    hide: (tab: Tab, to: 'hidden' | 'frozen' | 'cached') =>
      within(tab as Inside, () => {
        tab.state = 'hidden'
        tab.delivery.leave(to === 'cached')
      }).then(() => {
        if (tab.state === 'hidden') tab.state = to
      }),
    show: (tab: Tab) => {
      const restored = tab.state === 'cached'
      const inside = tab as Inside
      return within(inside, () => {
        tab.state = 'visible'
        for (const run of inside.late.splice(0)) plan(0, inside, run)
        tab.delivery.show(restored)
      })
    },
    close: async (tab: Tab) => {
      if (tab.state !== 'frozen' && tab.state !== 'cached') await within(tab as Inside, () => tab.delivery.leave(true))
      die(tab as Inside)
    },
    crash: (tab: Tab) => die(tab as Inside),
    end: () => {
      Date.now = realNow
      Math.random = random
      Object.assign(globalThis, { setTimeout, clearTimeout })
      for (const name of Object.keys(globals)) {
        const before = was[name]
        if (before) Object.defineProperty(globalThis, name, before)
        else delete (globalThis as Record<string, unknown>)[name]
      }
    },
  }
}
