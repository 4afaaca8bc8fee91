// Batches as a browser would send them, and how they are sent.

export interface TestEvent {
  seq: number
  time: number
  session: string | null
  page: number
  name: string
  url: string
  props: Record<string, unknown>
  late?: true
  post?: true
}

/** Some Monday, noon UTC. */
export const NOON = Date.UTC(2026, 5, 1, 12)

let documents = 0
export const freshDoc = (): string => `doc-${process.pid}-${++documents}-${Math.random().toString(36).slice(2)}`

export const event = (seq: number, over: Partial<TestEvent> = {}): TestEvent => ({
  seq,
  time: Date.now(),
  session: 'session-1',
  page: 1,
  name: 'click',
  url: 'https://shop.example/',
  props: {},
  ...over,
})

export const events = (from: number, to: number, over: Partial<TestEvent> = {}): TestEvent[] =>
  Array.from({ length: to - from + 1 }, (_, i) => event(from + i, over))

export interface TestBatch {
  [key: string]: unknown
  doc: string
  events: TestEvent[]
}

export function batch(over: Record<string, unknown> = {}): TestBatch {
  const list = (over.events as TestEvent[] | undefined) ?? [event(1)]
  return {
    v: 1,
    sdk: '0.1.0',
    site: 'shop.example',
    doc: freshDoc(),
    k: 1,
    sent: Date.now(),
    high: Math.max(0, ...list.map(one => one?.seq ?? 0)),
    low: 1,
    dropped: 0,
    via: 'beacon',
    context: {
      store: 'domain',
      consent: 'granted',
      language: 'en',
      viewport: [1200, 800],
      screen: [1440, 900],
      timezone: 'Europe/Berlin',
      automation: false,
    },
    ...over,
    events: list,
  }
}

export const ORIGIN = 'https://shop.example'

export const send = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/collect?b=${(body as TestBatch).k ?? 1}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8', origin: ORIGIN, ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })

export const ackOf = (response: Response): string | null => response.headers.get('server-timing')
