// How many sessions went how far. The steps can be any events, in their order within a session.
import { element, find, setText } from './dom'
import { formatCount, formatShare } from './format'

export interface Funnel {
  steps: { name: string; sessions: number }[]
}

export const SHOP_STEPS = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase']

const NAMES: Record<string, string> = {
  view_item: 'Looked at an item',
  add_to_cart: 'Put it in the cart',
  begin_checkout: 'Began the checkout',
  purchase: 'Bought',
}

export function createFunnel(section: HTMLElement): (funnel: Funnel) => void {
  const list = find('[data-list="funnel"]', section)
  return ({ steps }) => {
    const first = steps[0]?.sessions ?? 0
    section.dataset.empty = String(first === 0)
    list.replaceChildren(
      ...steps.map((step, index) => {
        const before = steps[index - 1]?.sessions
        const bar = element('span', { class: 'funnel-bar' })
        bar.style.setProperty('--share', `${first ? (step.sessions / first) * 100 : 0}%`)
        const onward = element('span', { class: 'under' })
        setText(onward, before === undefined ? '' : before ? `${formatShare(step.sessions / before)} go on` : '')
        return element(
          'li',
          { 'data-step': step.name },
          element('span', { class: 'funnel-name' }, NAMES[step.name] ?? step.name),
          element('data', { value: step.sessions }, formatCount(step.sessions)),
          onward,
          bar,
        )
      }),
    )
  }
}
