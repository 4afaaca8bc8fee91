// Which events mean what: the product's rules, as the SQL of the reports needs them.

/** Only a person makes these; they move a session's end. Machine events never do. */
const HUMAN = [
  'session_start',
  'page_view',
  'click',
  'form_submit',
  'view_item',
  'view_cart',
  'add_to_cart',
  'remove_from_cart',
  'update_cart',
  'begin_checkout',
  'purchase',
]

/** What keeps a one-page session from being a bounce. Views declared in the page's HTML are not an action. */
const ACTIONS = ['form_submit', 'add_to_cart', 'remove_from_cart', 'update_cart', 'begin_checkout', 'purchase']

const list = (names: string[]): string => names.map(name => `'${name}'`).join(', ')
export const HUMAN_SQL = list(HUMAN)
export const ACTIONS_SQL = list(ACTIONS)

/** Under this a one-page session is a bounce, ms. */
export const BOUNCE_ENGAGED = 10_000

/** Order of events in a session, as one number: time, then seq. */
export const AT = '(time * 1000000 + least(seq, 999999))'

/** A session lasts at most 12 h (the SDK's limit); one more for clocks. */
export const LONGEST = 13 * 60 * 60 * 1000
