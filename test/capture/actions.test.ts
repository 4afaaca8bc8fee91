import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Stop } from '../../src/browser/listen'
import { captureActions } from '../../src/capture/actions'
import type { Settings } from '../../src/options'
import { resolveOptions } from '../../src/resolveOptions'

const stops: Stop[] = []
const emit = vi.fn()
let button: Element

/** A click as the browser makes it: nothing else can. */
const click = (timeStamp: number) => {
  const event = new MouseEvent('click', { bubbles: true, composed: true, detail: 1 })
  Object.defineProperties(event, { isTrusted: { value: true }, timeStamp: { value: timeStamp } })
  button.dispatchEvent(event)
}

beforeEach(() => {
  emit.mockClear()
  button = document.createElement('button')
  document.body.replaceChildren(button)
  const settings = resolveOptions({ endpoint: '/collect' }) as Settings
  captureActions({
    settings,
    stops,
    emit,
    declare: () => {},
    redact: url => url,
    onAddress: () => {},
    onPage: () => {},
  })
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

test('of more than 30 clicks in 10 s the rest is counted, and told with the next one', () => {
  for (let i = 0; i < 40; i++) click(20_000 + i * 100)
  expect(emit).toHaveBeenCalledTimes(30)
  click(30_500)
  expect(emit).toHaveBeenCalledTimes(31)
  expect(emit.mock.lastCall?.[1]()).toMatchObject({ dropped: 10 })
  click(30_600)
  expect(emit.mock.lastCall?.[1]()).not.toHaveProperty('dropped')
})

test('30 clicks in each 10 s are all told', () => {
  for (let i = 0; i < 90; i++) click(20_000 + i * 400)
  expect(emit).toHaveBeenCalledTimes(90)
})

test('nothing is told once its undo was called', () => {
  for (const stop of stops.splice(0)) stop()
  click(20_000)
  expect(emit).not.toHaveBeenCalled()
})
