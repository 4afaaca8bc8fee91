import type { Props } from '../events'

/** What a capture tells the tracker: something a person did. */
export type Emit = (name: string, props: Props, more?: { critical?: boolean; finish?: (props: Props) => void }) => void
