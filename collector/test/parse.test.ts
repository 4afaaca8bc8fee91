import { expect, test } from 'vitest'
import { parse } from '../src/parse.js'

test('Half an emoji is no text that every store takes', () => {
  expect(parse('{"a":["x\\ud83d"],"\\ude00":"\\uD83D\\uDE00 ok"}')).toEqual({
    a: ['x\ufffd'],
    '\ufffd': '\u{1f600} ok',
  })
})

test('What looks like one, but is a backslash and letters, stays', () => {
  expect(parse('{"a":"\\\\ud83d"}')).toEqual({ a: '\\ud83d' })
})

test('A key may be called __proto__', () => {
  expect(Object.keys(parse('{"__proto__":{"a":"\\ud83d"}}') as object)).toEqual(['__proto__'])
})

test('What is no JSON says nothing', () => {
  expect(parse('{')).toBeUndefined()
})
