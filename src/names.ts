import { say } from './say'

/** Custom names; those of our own events are not for sites. */
const NAME =
  /^(?!(session_(start|end)|page_(view|leave)|click|form_submit|campaign|view_(item|cart)|(add_to|remove_from|update)_cart|begin_checkout|purchase)$)[a-z][a-z0-9_]{0,39}$/

/** Whether custom events may have this name; it is said if not. */
export const isFree = (name: unknown): boolean => {
  const free = typeof name === 'string' && NAME.test(name)
  if (!free) say('warn', 'NAME', `"${name}": [a-z][a-z0-9_]*, at most 40, none of ours`)
  return free
}
