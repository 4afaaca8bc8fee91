import { collectorError } from './errors.js'
import { DAY } from './options.js'

/** What a person wrote, and where: a complaint names both. */
export interface Said {
  text: string
  where: string
}

type Reader<Value> = (said: Said | null) => Value | null

const wrong = ({ where, text }: Said, expected: string): Error =>
  collectorError('E_OPTION', `${where} ${text}: expected ${expected}`)

export const readPort: Reader<number> = said => {
  if (said === null) return null
  const port = Number(said.text)
  if (said.text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw collectorError('E_PORT', `${said.where} ${said.text}: expected a number from 0 to 65535`)
}

const UNITS: Record<string, number> = { h: DAY / 24, d: DAY, y: 365 * DAY }

export const readSpan: Reader<number> = said => {
  if (said === null) return null
  if (said.text === '0') return 0
  const [, amount, unit = ''] = /^(\d{1,6})([hdy])$/.exec(said.text) ?? []
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN)
  if (ms > 0) return ms
  throw wrong(said, 'a number with h, d or y, like 400d, or 0 to keep all')
}

export const readRate: Reader<number> = said => {
  if (said === null) return null
  const rate = Number(said.text)
  if (said.text !== '' && Number.isFinite(rate) && rate >= 0) return rate
  throw wrong(said, 'batches per second, 0 for no limit')
}

export function readWhole(said: Said | null, least: number): number | null {
  if (said === null) return null
  const number = Number(said.text)
  if (said.text !== '' && Number.isInteger(number) && number >= least) return number
  throw wrong(said, `a whole number from ${least}`)
}

export function readOrigin(text: string): string {
  const { origin, protocol } = URL.canParse(text) ? new URL(text) : { origin: '', protocol: '' }
  if (protocol === 'https:' || protocol === 'http:') return origin
  throw wrong({ where: '--origin', text }, 'scheme and host, like https://shop.example')
}

/** node's parseArgs, its complaints coded and in one line: what it adds to them is about its own ways. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s/)
    throw collectorError('E_OPTION', `${reason}: see sojourn-collector --help`, error)
  }
}
