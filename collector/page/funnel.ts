// How many sessions went how far. The steps can be any events, in their order within a session.
import { element, find } from './dom'
import { formatCount, formatShare } from './format'

export interface Funnel {
  steps: { name: string; sessions: number }[]
}

const SHOP_STEPS = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase']

const NAMES: Record<string, string> = {
  view_item: 'Looked at an item',
  add_to_cart: 'Put it in the cart',
  begin_checkout: 'Began the checkout',
  purchase: 'Bought',
}

export interface FunnelPart {
  steps(): string[]
  show(funnel: Funnel): void
}

/** The chosen steps live in the address, like the filters. */
export function createFunnel(section: HTMLElement, onChange: () => void): FunnelPart {
  const list = find('[data-list="funnel"]', section)
  const form = find<HTMLFormElement>('[data-steps]', section)
  const field = find<HTMLInputElement>('input', form)
  let steps = readSteps(new URLSearchParams(location.search).get('steps') ?? '')
  field.value = steps.join(', ')

  form.addEventListener('submit', event => {
    event.preventDefault()
    steps = readSteps(field.value)
    field.value = steps.join(', ')
    const address = new URL(location.href)
    if (steps === SHOP_STEPS) address.searchParams.delete('steps')
    else address.searchParams.set('steps', steps.join(','))
    history.replaceState(null, '', address)
    onChange()
  })

  return {
    steps: () => steps,
    show(funnel) {
      const first = funnel.steps[0]?.sessions ?? 0
      section.dataset.empty = String(first === 0)
      list.replaceChildren(
        ...funnel.steps.map((step, index) => createStep(step, funnel.steps[index - 1]?.sessions, first)),
      )
    },
  }
}

function readSteps(text: string): string[] {
  const names = text.split(/[\s,]+/).filter(Boolean)
  return names.length ? names : SHOP_STEPS
}

function createStep(
  { name, sessions }: Funnel['steps'][number],
  before: number | undefined,
  first: number,
): HTMLElement {
  const bar = element('span', { class: 'funnel-bar' })
  bar.style.setProperty('--share', `${first ? (sessions / first) * 100 : 0}%`)
  return element(
    'li',
    { 'data-step': name },
    element('span', { class: 'funnel-name' }, NAMES[name] ?? name),
    element('data', { class: 'funnel-count', value: sessions }, formatCount(sessions)),
    element('span', { class: 'under' }, before ? `${formatShare(sessions / before)} go on` : ''),
    bar,
  )
}
