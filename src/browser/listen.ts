/** Undoes what the call that returned it has attached. Safe to call twice. */
export type Stop = () => void

/** Runs `fn`; what it throws is ours, never the page's. */
export const guard = <T>(fn: () => T): T | undefined => {
  try {
    return fn()
  } catch {
    return undefined
  }
}

/**
 * The only addEventListener of the SDK: capture phase, so that a page that stops propagation hides nothing;
 * passive, so that scrolling never waits for us; guarded, so that the page never sees our errors.
 * No prototype, since a polluted one could hold a `signal` that ends us.
 */
export const listen = <E extends Event>(
  target: EventTarget | null | undefined,
  types: string,
  handler: (event: E) => void,
): Stop => {
  const run = (event: Event) => guard(() => handler(event as E))
  const options = { __proto__: null, capture: true, passive: true }
  const each = (method: 'addEventListener' | 'removeEventListener') => {
    for (const type of types.split(' ')) target?.[method](type, run, options)
  }
  each('addEventListener')
  return () => each('removeEventListener')
}
