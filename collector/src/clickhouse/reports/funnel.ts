import type { Funnel } from '../../api.js'
import { valuesOf } from '../../reports/events.js'
import type { Step } from '../../reports/funnel.js'
import type { Scope } from '../../reports/scope.js'
import { LONGEST } from '../../rules.js'
import type { Read, Values } from '../client.js'
import { chosen, plainSessions } from './sessionsOf.js'
import { sessionEvents } from './source.js'

/** GET /api/funnel: how many sessions did each step after all the steps before it. */
export async function funnel(read: Read, scope: Scope, steps: Step[]): Promise<Funnel> {
  const values: Values = valuesOf(scope)
  const matches = steps.map(({ name, path }, i) => {
    values[`name${i}`] = name
    if (path !== null) values[`path${i}`] = path
    return `(name = $name${i}${path === null ? '' : ` AND path = $path${i}`})`
  })
  const span = { site: scope.site, from: scope.from, to: scope.to + 2 * LONGEST }
  const lists = matches.map((match, i) => `arraySort(groupArrayIf(ord, ${match})) AS all${i}`)
  const done = `SELECT ${lists.join(', ')}
    FROM (${sessionEvents('name, path', span, `(${matches.join(' OR ')})`)})
    WHERE (site, sid) GLOBAL IN (SELECT site, sid FROM (${plainSessions(scope)}) WHERE ${chosen(scope)})
    GROUP BY site, sid`
  // Step by step: the first time it was done after the step before; 0 where it was not.
  const chain = steps.reduce((inner, _, i) => {
    const before = steps.map((_, n) => n)
    const kept = [...before.filter(n => n < i).map(n => `at${n}`), ...before.filter(n => n > i).map(n => `all${n}`)]
    const at = i === 0 ? 'all0[1]' : `if(at${i - 1} = 0, 0, arrayFirst(x -> x > at${i - 1}, all${i}))`
    return `SELECT ${[...kept, `toInt64(${at}) AS at${i}`].join(', ')} FROM (${inner})`
  }, done)
  const [row = {}] = await read(
    `SELECT ${steps.map((_, i) => `countIf(at${i} > 0) AS n${i}`).join(', ')} FROM (${chain})`,
    values,
  )
  return { steps: steps.map(({ text }, i) => ({ name: text, sessions: Number(row[`n${i}`]) })) }
}
