import { describe, expect, test } from 'vitest'
import { carts } from './cases.carts'
import { clicks } from './cases.clicks'
import { forms } from './cases.forms'
import type { Case } from './markup'
import { engines } from './person'
import type { Told } from './recorder'
import { useStage } from './stage'

const ACTIONS = /^(click|form_submit|.*cart.*|begin_checkout|purchase|plan_click)$/

/** `{ click: 1, form_submit: 1 }`: what a person would count. */
const count = (events: Told[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { name } of events) if (ACTIONS.test(name)) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

describe.each(engines)('One action is one event in $engine', ({ open }) => {
  const stage = useStage(open)

  test.each([...clicks, ...forms, ...carts])('$name', async ({ html, act, counts, props }: Case) => {
    stage.recorder.pages.set('/fixture', html)
    await stage.person.goto('/fixture')
    stage.recorder.forget()
    await act(stage.person)
    const told = await stage.person.told()
    expect(count(told)).toEqual(counts)
    const actions = told.filter(({ name }) => ACTIONS.test(name)).map(event => event.props)
    if (props) expect(actions).toMatchObject(props)
  })
})
