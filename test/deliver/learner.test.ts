import { afterEach, describe, expect, test } from 'vitest'
import { createNote } from '../../src/browser/storage'
import { createLearner } from '../../src/deliver/learner'

const KEY = '_sojourn_plain'
const begin = () => createLearner(createNote(KEY, () => true))
afterEach(() => localStorage.clear())

describe('A collector', () => {
  test('is taken for one that knows no acks after three answers without', () => {
    const { isPlain, learn } = begin()
    learn(1)
    learn(2)
    expect(!!isPlain()).toBe(false)
    learn(3)
    expect(!!isPlain()).toBe(true)
  })

  test('has not said it three times when one answer is seen in three ways', () => {
    const { isPlain, learn } = begin()
    for (let i = 0; i < 3; i++) learn(1)
    expect(!!isPlain()).toBe(false)
  })

  test('is known for one by the next page, whichever pages had the answers', () => {
    for (const known of [false, false, true]) {
      begin().learn(1)
      expect(!!begin().isPlain()).toBe(known)
    }
  })

  test('that is known for one costs no more writing', () => {
    for (let i = 0; i < 3; i++) begin().learn(1)
    const before = localStorage[KEY]
    begin().learn(1)
    expect(localStorage[KEY]).toBe(before)
  })

  test('that has learned acks is believed, whatever was noted', () => {
    const { learn } = begin()
    for (const k of [1, 2, 3]) learn(k)
    const { isPlain, learn: hear } = begin()
    hear(1, true)
    for (const k of [2, 3, 4]) hear(k)
    expect([!!isPlain(), localStorage.length]).toEqual([false, 0])
  })
})
