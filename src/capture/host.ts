import type { Stop } from '../browser/listen'
import type { Navigation, Props } from '../events'
import type { Settings } from '../options'

/** What the tracker offers to captures. */
export type Host = {
  settings: Settings
  /** A person clicked or submitted. */
  emit: (name: string, props: Props, more?: { critical?: boolean; finish?: (props: Props) => void }) => void
  emitCart: (name: string, given: Record<string, unknown>) => void
  /** A page is shown. */
  onPage: (nav: Navigation) => void
  /** Says which addresses are the same page. */
  keyOf: () => string
}

/** What the parts of capture share. Whatever a part attaches, it leaves its undo in `stops`. */
export type Shared = Pick<Host, 'settings' | 'emit'> & {
  stops: Stop[]
  /** What markup declares: a cart action if it has items, else a custom event. */
  declare: (name: string, props: Props, act: 'human' | 'machine') => void
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
