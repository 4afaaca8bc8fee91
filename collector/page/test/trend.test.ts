// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { trendOf, trendOfShare } from '../trend'

test('says how much more and how much less', () => {
  expect(trendOf(112, 100)).toMatchObject({ direction: 'up', text: '↑ 12%' })
  expect(trendOf(50, 100)).toMatchObject({
    direction: 'down',
    text: '↓ 50%',
    spoken: '50% less than in the period before',
  })
})

test('says nothing where there is nothing to compare with', () => {
  for (const [now, before] of [
    [5, 0],
    [null, 5],
    [5, null],
  ] as const) {
    expect(trendOf(now, before).direction).toBe('none')
  }
})

test('calls a change that rounds to nothing no change', () => {
  expect(trendOf(1001, 1000).direction).toBe('same')
})

test('compares shares in points', () => {
  expect(trendOfShare(0.342, 0.36)).toMatchObject({ direction: 'down', text: '↓ 1.8 pts' })
  expect(trendOfShare(0.1, 0)).toMatchObject({ direction: 'up', text: '↑ 10 pts' })
})
