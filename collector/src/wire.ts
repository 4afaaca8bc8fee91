// A batch as the collector works with it: checked, defaults filled in. What browsers send is src/events.ts of the SDK.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type Props = { [key: string]: Json }

export interface IncomingEvent {
  seq: number
  time: number
  session: string | null
  page: number
  name: string
  url: string
  props: Props
  /** Belongs to a session that had timed out or to a finished purchase: moves no end. */
  tail: boolean
}

/** An event that was refused, by its place in the batch. `seq` is kept where it could be read: it is accounted for. */
export interface Rejection {
  index: number
  seq: number | null
  reason: string
}

export type Claim = [doc: string, low: number, high: number]
export type Merge = [loser: string, winner: string]

export interface IncomingBatch {
  site: string
  doc: string
  k: number | null
  sent: number | null
  high: number
  dropped: number
  via: string
  claims: Claim[]
  was: Merge[]
  /** Rung of the storage ladder that held the session. */
  store: string | null
  screen: [number, number] | null
  automation: boolean
  events: { event: IncomingEvent; index: number }[]
  rejected: Rejection[]
}
