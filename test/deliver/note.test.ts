import { afterEach, describe, expect, test } from 'vitest'
import { createNote } from '../../src/browser/storage'

const KEY = '_sojourn_wait'

describe('A note that pages leave each other', () => {
  afterEach(() => localStorage.clear())

  test('is read by the next page', () => {
    createNote(KEY, () => true).write(5)
    expect(createNote(KEY, () => true).read()).toBe('5')
  })

  test('is taken away by an empty one', () => {
    const note = createNote(KEY, () => true)
    note.write(5)
    note.write()
    expect(localStorage).toHaveLength(0)
  })

  test('is neither written nor read where nothing may be stored', () => {
    localStorage[KEY] = 'old'
    const note = createNote(KEY, () => false)
    note.write(5)
    expect(note.read()).toBeUndefined()
    expect(localStorage[KEY]).toBe('old')
  })

  test('is wiped even where nothing may be stored any more', () => {
    localStorage[KEY] = 'old'
    createNote(KEY, () => false).wipe()
    expect(localStorage).toHaveLength(0)
  })
})
