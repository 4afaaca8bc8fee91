import { expect } from 'vitest'
import type { Case } from './markup'
import type { Person } from './person'
import type { Recorder, Told } from './recorder'

const ACTIONS = /^(click|form_submit|.*cart.*|begin_checkout|purchase|plan_click)$/

/** `{ click: 1, form_submit: 1 }`: what a person would count. */
const count = (events: Told[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { name } of events) if (ACTIONS.test(name)) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** Somebody does it on a page of its own; what is told is what a person would count. */
export async function judge({ html, act, counts, props }: Case, person: Person, recorder: Recorder): Promise<void> {
  recorder.pages.set('/fixture', html)
  await person.goto('/fixture')
  recorder.forget()
  await act(person)
  const told = await person.told()
  expect(count(told)).toEqual(counts)
  const actions = told.filter(({ name }) => ACTIONS.test(name)).map(event => event.props)
  if (props) expect(actions).toMatchObject(props)
}
