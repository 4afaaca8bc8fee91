// Asks the collector. Every failure is one of four kinds, so that the page can say what to do about it.

export type FailureKind = 'unauthorized' | 'absent' | 'unreachable' | 'refused'

export class Failure extends Error {
  readonly kind: FailureKind
  constructor(kind: FailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}

export type Query = Record<string, string | number | null | undefined>

export interface Api {
  get<T>(route: string, query?: Query, signal?: AbortSignal): Promise<T>
  /** The same answer as a file to keep. */
  csv(route: string, query?: Query): Promise<Blob>
  /** The moment that the answers speak of, where the collector cannot bring them up to date; null: they are. */
  asOf(): Date | null
  /** The address of the event stream; EventSource carries no headers, so the token goes along in the query. */
  liveAddress(query?: Query): string
}

export function createApi(token: () => string | null): Api {
  let asOf: Date | null = null
  const ask = async (route: string, query: Query, accept: string, signal?: AbortSignal): Promise<Response> => {
    const held = token()
    const headers: Record<string, string> = { accept }
    if (held) headers.authorization = `Bearer ${held}`
    const response = await fetch(address(`api/${route}`, query), { headers, signal: signal ?? null }).catch(error => {
      if (signal?.aborted) throw error
      throw new Failure('unreachable', 'The collector does not answer.')
    })
    const said = response.headers.get('sojourn-as-of')
    asOf = said ? new Date(said) : null
    if (response.ok) return response
    if (response.status === 401) throw new Failure('unauthorized', 'This report asks for a token.')
    if (response.status === 404) throw new Failure('absent', `The collector has no /api/${route}.`)
    throw new Failure('refused', await reasonOf(response, route))
  }
  return {
    get: async <T>(route: string, query: Query = {}, signal?: AbortSignal) =>
      (await (await ask(route, query, 'application/json', signal)).json()) as T,
    csv: async (route, query = {}) => (await ask(route, { ...query, format: 'csv' }, 'text/csv')).blob(),
    asOf: () => asOf,
    liveAddress: (query = {}) => address('live', { ...query, token: token() }),
  }
}

/** The collector says why in `error`; something between us and it may say anything. */
async function reasonOf(response: Response, route: string): Promise<string> {
  const answer: unknown = await response.json().catch(() => null)
  const said = answer && typeof answer === 'object' && 'error' in answer ? `: ${String(answer.error)}` : ''
  return `The collector answered ${response.status} to /api/${route}${said}.`
}

function address(path: string, query: Query): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}
