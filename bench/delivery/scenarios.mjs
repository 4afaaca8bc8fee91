// What may happen to a page, as data: steps are played in order, each for all repeats at once. verbs.mjs knows them.
// - engines: where it can be played, if not in all; `why` says why not elsewhere
// - site: what is special about the site: `before` our script, `headers`, `endpoint`, `options`
// - inTurn: one repeat after the other, as tabs of one window: only one can be seen
// - alone: engines in which one repeat is played after the other, each in a window of its own
// - returns: a page of the site is opened afterwards, its clock so many ms ahead, as by a visitor who comes back
// - hurry: while the bench waits, the page's clock runs: so many ms every 2 s
// - hopeless: what no browser allows; its loss is measured, not forbidden
import { ANSWERS } from './scenarios/answers.mjs'
import { ENDS } from './scenarios/ends.mjs'
import { WALLS } from './scenarios/walls.mjs'
import { WIRE } from './scenarios/wire.mjs'

export const SCENARIOS = [...ENDS, ...WIRE, ...ANSWERS, ...WALLS]

export const playable = engine => SCENARIOS.filter(({ engines }) => !engines || engines.includes(engine))
