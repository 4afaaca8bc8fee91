// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readEventProps } from './support/types'

const events = readEventProps()
const text = readFileSync('docs/EVENTS.md', 'utf8')
const [, afterHeading = ''] = /## Ours\n(.*?)\n## /s.exec(text) ?? []

/** `code` in a cell of a table. */
const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code)
const rows = afterHeading
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line => line.split('|').slice(1, -1))
const documented = new Map(
  rows.flatMap(([names, always, sometimes]) =>
    codes(names).map(name => [name, { always: codes(always), sometimes: codes(sometimes) }] as const),
  ),
)

test('docs/EVENTS.md names every event of the types, and no other', () => {
  expect(events.size).toBe(14)
  expect([...documented.keys()].sort()).toEqual([...events.keys()].sort())
})

describe('docs/EVENTS.md says of', () => {
  test.each([...events])('%s what is always there, and what may be', (name, props) => {
    const keys = (required: boolean) => [...props].filter(([, prop]) => prop.required === required).map(([key]) => key)
    // Of two parts of a type the stricter one holds.
    const always = new Set(keys(true))
    const { always: said, sometimes } = documented.get(name) ?? {}
    expect([...(said ?? [])].sort()).toEqual([...always].sort())
    expect([...(sometimes ?? [])].sort()).toEqual([...new Set(keys(false))].filter(key => !always.has(key)).sort())
  })
})

test('docs/EVENTS.md lists every literal that a type allows', () => {
  const source = readFileSync('src/events.ts', 'utf8')
  for (const type of ['Navigation', 'EndReason', 'StartReason']) {
    const [, union = ''] = new RegExp(`export type ${type} =([^\\n]*(?:\\n {2}\\|[^\\n]*)*)`).exec(source) ?? []
    const literals = [...union.matchAll(/'(\w+)'/g)].map(([, literal]) => literal as string)
    expect(literals.length).toBeGreaterThan(3)
    for (const literal of literals) expect(text).toContain(`\`${literal}\``)
  }
})

test('docs/EVENTS.md translates every cart event, and every field of an item', () => {
  const [, table = ''] = /## In other words\n(.*?)\n## Carts/s.exec(text) ?? []
  const first = [...table.matchAll(/^\| `([\w.]+)`/gm)].map(([, name]) => name)
  const carts = [...events.keys()].filter(name => events.get(name)?.has('items'))
  expect(carts.length).toBe(7)
  const source = readFileSync('src/events.ts', 'utf8')
  const [, item = ''] = /export interface Item \{(.*?)\n\}/s.exec(source) ?? []
  const fields = [...item.matchAll(/^ {2}(\w+)\??:/gm)].map(([, field]) => field)
  expect(fields).toContain('item_id')
  expect(first).toEqual(expect.arrayContaining([...carts, ...fields]))
})
