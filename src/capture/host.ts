import type { Stop } from '../browser/listen'
import type { Navigation, Props } from '../events'
import type { Settings } from '../options'
import type { Emit } from './emit'

/** What the tracker offers to captures. */
export type Host = {
  settings: Settings
  /** A person clicked or submitted. */
  emit: Emit
  /** A cart action; `isView` for things that are merely there. */
  emitCart: (name: string, given: Record<string, unknown>) => void
  /** A page is shown. */
  onPage: (nav: Navigation) => void
  keyOf: () => string
}

/** What the tracker needs of them. */
export type Capturing = {
  /** Decides what is still open, before events leave. */
  settle: () => void
  /** Makes sure that the first page view has been told. */
  ensurePage: () => void
  restored: () => void
  manual: () => boolean
  stop: Stop
}
export type Capture = (host: Host) => Capturing
export type { Props }
