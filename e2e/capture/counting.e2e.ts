import { describe, test } from 'vitest'
import { carts } from './cases.carts'
import { clicks } from './cases.clicks'
import { forms } from './cases.forms'
import { judge } from './count'
import type { Case } from './markup'
import { engines } from './person'
import { useStage } from './stage'

describe.each(engines)('One action is one event in $engine', ({ open }) => {
  const stage = useStage(open)

  test.each([...clicks, ...forms, ...carts])('$name', async (one: Case) => {
    await judge(one, stage.person, stage.recorder)
  })
})
