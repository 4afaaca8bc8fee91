import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isFree } from '../src/names'

describe('A custom event', () => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test.each(['a', 'newsletter_opened', 'step2', 'clicked', 'page_view_2', 'x'.repeat(40)])('may be named %s', name => {
    expect(isFree(name)).toBe(true)
    expect(console.warn).not.toHaveBeenCalled()
  })

  test.each([
    '',
    'Opened',
    '2nd',
    'two words',
    '_private',
    'é',
    'x'.repeat(41),
    'a\n',
    ...['session_start', 'session_end', 'page_view', 'page_leave', 'click', 'form_submit', 'campaign', 'view_item'],
    ...['view_cart', 'add_to_cart', 'remove_from_cart', 'update_cart', 'begin_checkout', 'purchase'],
    null,
    undefined,
    5,
    ['opened'],
    { toString: () => 'opened' },
  ])('may not be named %o, and that is said', name => {
    expect(isFree(name)).toBe(false)
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('[sojourn E_NAME]'))
  })
})
