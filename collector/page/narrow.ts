// Which sessions the whole page is about: by entry page, referrer, campaign and device. Lives in the address.
import type { ChoiceRow } from '../src/api'
import type { Query } from './api'
import { element, find } from './dom'

type Filter = ChoiceRow['filter']

const FILTERS: Filter[] = ['entry', 'referrer', 'campaign', 'device']
const NONE = '(none)'
const WITHOUT: Record<Filter, string> = {
  entry: 'No page seen',
  referrer: 'Came directly',
  campaign: 'No campaign',
  device: 'Unknown device',
}
const DEVICES: Record<string, string> = { phone: 'Phone', tablet: 'Tablet', desktop: 'Desktop' }

export interface Narrow {
  /** The filters that are set, as the collector is asked. */
  query(): Query
  isSet(): boolean
  offer(choices: readonly ChoiceRow[]): void
}

/** `onChange` is called after the address says the new choice. */
export function createNarrow(part: HTMLElement, onChange: () => void): Narrow {
  const selects = new Map(
    FILTERS.map(filter => [filter, find<HTMLSelectElement>(`select[name="${filter}"]`, part)] as const),
  )
  const clear = find<HTMLButtonElement>('[data-clear]', part)
  const address = new URLSearchParams(location.search)
  const chosen = new Map(FILTERS.map(filter => [filter, address.get(filter) ?? ''] as const))
  let offered: readonly ChoiceRow[] = []

  const query = (): Query => Object.fromEntries([...chosen].filter(([, value]) => value !== ''))
  const isSet = () => Object.keys(query()).length > 0

  const draw = () => {
    for (const [filter, select] of selects) fill(select, filter, chosen.get(filter) ?? '', offered)
    clear.hidden = !isSet()
    part.hidden = [...selects.values()].every(select => select.hidden)
  }
  const changed = () => {
    const next = new URL(location.href)
    for (const [filter, value] of chosen) {
      if (value) next.searchParams.set(filter, value)
      else next.searchParams.delete(filter)
    }
    history.replaceState(null, '', next)
    draw()
    onChange()
  }

  part.addEventListener('change', event => {
    const { name, value } = event.target as HTMLSelectElement
    chosen.set(name as Filter, value)
    // The form around it is about the period.
    event.stopPropagation()
    changed()
  })
  clear.addEventListener('click', () => {
    for (const filter of FILTERS) chosen.set(filter, '')
    changed()
    // The button is gone now; whoever uses the keyboard goes on where it was.
    ;[...selects.values()].find(select => !select.hidden)?.focus()
  })
  // A list that somebody reads is left alone; what changed meanwhile is shown afterwards.
  part.addEventListener('focusout', () => queueMicrotask(draw))
  draw()

  return {
    query,
    isSet,
    offer(choices) {
      offered = choices
      draw()
    },
  }
}

function fill(select: HTMLSelectElement, filter: Filter, chosen: string, offered: readonly ChoiceRow[]): void {
  const values = offered.flatMap(choice => (choice.filter === filter ? [choice.value] : []))
  if (chosen && !values.includes(chosen)) values.unshift(chosen)
  select.dataset.set = String(chosen !== '')
  // One value is no choice.
  select.hidden = values.length < 2 && chosen === ''
  const known = [...select.options].slice(1).map(option => option.value)
  const same = known.length === values.length && known.every((value, i) => value === values[i])
  if (!same && document.activeElement !== select) {
    const any = select.options[0] as HTMLOptionElement
    select.replaceChildren(any, ...values.map(value => element('option', { value }, sayChoice(filter, value))))
  }
  select.value = chosen
}

export function sayChoice(filter: Filter, value: string): string {
  if (value === NONE) return WITHOUT[filter]
  return (filter === 'device' && DEVICES[value]) || value
}
