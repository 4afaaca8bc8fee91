import type { Browser } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { carts } from './cases.carts'
import { clicks } from './cases.clicks'
import { forms } from './cases.forms'
import type { Case } from './markup'
import { engines, meet, type Person } from './person'
import { type Recorder, startRecorder, type Told } from './recorder'

const ACTIONS = /^(click|form_submit|.*cart.*|begin_checkout|purchase|plan_click)$/

/** `{ click: 1, form_submit: 1 }`: what a person would count. */
const count = (events: Told[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { name } of events) if (ACTIONS.test(name)) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

describe.each(engines)('One action is one event in $engine', ({ open }) => {
  let browser: Browser
  let recorder: Recorder
  let person: Person

  beforeAll(async () => {
    recorder = await startRecorder()
    browser = await open()
  })
  afterAll(async () => {
    await browser?.close()
    await recorder?.close()
  })
  beforeEach(async () => {
    person = await meet(browser, recorder)
  })
  afterEach(async () => {
    await person.close()
    recorder.forget()
    recorder.pages.clear()
  })

  test.each([...clicks, ...forms, ...carts])('$name', async ({ html, act, counts, props }: Case) => {
    recorder.pages.set('/fixture', html)
    await person.goto('/fixture')
    recorder.forget()
    await act(person)
    const told = await person.told()
    expect(count(told)).toEqual(counts)
    const actions = told.filter(({ name }) => ACTIONS.test(name)).map(event => event.props)
    if (props) expect(actions).toMatchObject(props)
  })
})
