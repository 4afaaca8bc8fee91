import type { Stop } from '../browser/listen'
import type { Navigation, Props } from '../events'
import type { Settings } from '../options'
import type { Redact } from './redact'

/** Whose doing it is: what a script submits is trusted too, and no sign of a person. */
export type Act = 'human' | 'machine'

/** What the tracker offers to captures. */
export type Host = {
  settings: Settings
  redact: Redact
  /** Whatever a capture attaches, it leaves its undo here. */
  stops: Stop[]
  /** A click or a submit. What is said of it is asked for a moment later, in a task of its own. */
  emit: (
    name: string,
    said: () => Props,
    act: Act,
    more?: { critical?: boolean; finish?: ((props: Props) => void) | undefined },
  ) => void
  /** What markup declares: a cart action if it has items, else a custom event. */
  declare: (name: string, props: Props, act: Act) => void
  /** The address changes, and nothing else has yet. */
  onAddress: () => void
  /** A page is shown. */
  onPage: (nav: Navigation) => void
}

/** What the tracker needs of them. */
export type Capturing = {
  /** Decides whether another page is shown, if that is still open: before events leave, and before a cart action. */
  decide: () => void
  /** A page view that no address tells. By hand just after an automatic one of the same page: they are one. */
  view: (nav: 'bfcache' | 'manual') => void
  /** A form is sent in a way that no listener sees. */
  submit: (form: Element) => void
}
export type Capture = (host: Host) => Capturing
