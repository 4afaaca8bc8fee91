import type { Funnel } from '../api.js'
import { LONGEST } from '../rules.js'
import type { Read } from '../store/connection.js'
import { chosenSessions, merged, onSite, type Values, valuesOf } from './events.js'
import type { Scope } from './scope.js'

/** A step is an event's name, or with a path `page_view:/checkout`. */
export interface Step {
  text: string
  name: string
  path: string | null
}

const STEP = /^([a-z][a-z0-9_]{0,39})(?::(\/[^\s,]*))?$/
const MOST_STEPS = 10
const SHOP = 'view_item,add_to_cart,begin_checkout,purchase'

/** null: the text is no list of steps. */
export function readSteps(text: string | null): Step[] | null {
  const steps = (text || SHOP).split(',').map(part => {
    const [found, name = '', path = null] = STEP.exec(part.trim()) ?? []
    return found === undefined ? null : { text: found, name, path }
  })
  return steps.length <= MOST_STEPS && !steps.includes(null) ? (steps as Step[]) : null
}

/** GET /api/funnel: how many sessions did each step after all the steps before it. */
export async function funnel(read: Read, scope: Scope, steps: Step[]): Promise<Funnel> {
  const values: Values = valuesOf(scope)
  for (const [i, { name, path }] of steps.entries()) {
    values[`name${i}`] = name
    if (path !== null) values[`path${i}`] = path
  }
  const matches = ({ path }: Step, i: number) => `name = $name${i}${path === null ? '' : ` AND path = $path${i}`}`
  const chain = steps.map((step, i) =>
    i === 0
      ? `step0 AS (SELECT id, min(ord) AS ord FROM e SEMI JOIN chosen USING (id) WHERE ${matches(step, 0)} GROUP BY id)`
      : `step${i} AS (SELECT e.id, min(e.ord) AS ord FROM e JOIN step${i - 1} b USING (id)
          WHERE ${matches(step, i)} AND e.ord > b.ord GROUP BY e.id)`,
  )
  const any = steps.map(matches).map(match => `(${match})`)
  const period = `corrected >= ${scope.from} AND corrected < ${scope.to + 2 * LONGEST}${onSite(scope)}`
  const [row = {}] = await read(
    `WITH e AS (SELECT hash(site, sid) AS id, ord, name, path
        FROM (${merged('name, path', `(${any.join(' OR ')}) AND ${period}`)})),
      chosen AS (SELECT hash(site, sid) AS id FROM sessions WHERE ${chosenSessions(scope)}),
      ${chain.join(', ')}
    SELECT ${steps.map((_, i) => `(SELECT count(*) FROM step${i}) AS n${i}`).join(', ')}`,
    values,
  )
  return { steps: steps.map(({ text }, i) => ({ name: text, sessions: Number(row[`n${i}`]) })) }
}
