import { expect, test, vi } from 'vitest'
import { createWorklist } from '../../src/browser/worklist'

type Item = { name: string }

test('what is added from within comes after, and each is done once', () => {
  const done: string[] = []
  const { list, run } = createWorklist<Item>(({ name }) => {
    done.push(name)
    if (name === 'a') {
      list.push({ name: 'c' })
      run()
    }
  })
  list.push({ name: 'a' }, { name: 'b' })
  run()
  run()
  expect(done).toEqual(['a', 'b', 'c'])
})

test('what throws is done, and keeps nothing else', () => {
  const work = vi.fn(() => {
    throw new Error('no')
  })
  const { list, run } = createWorklist<Item>(work)
  list.push({ name: 'a' }, { name: 'b' })
  run()
  expect(work).toHaveBeenCalledTimes(2)
  expect(list).toEqual([])
})

test('work that empties the list and begins it anew loses nothing of the new one', () => {
  const done: string[] = []
  const { list, run } = createWorklist<Item>(({ name }) => {
    done.push(name)
    if (name === 'a') list.splice(0, 2, { name: 'c' }, { name: 'd' })
  })
  list.push({ name: 'a' }, { name: 'b' })
  run()
  expect(done).toEqual(['a', 'c', 'd'])
})
