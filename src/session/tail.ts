import type { Act, Draft } from './draft'
import type { Entry } from './entry'
import type { Jar } from './jar'
import { CONFIRMED, hash } from './record'

/** What a page is known by, without its query and without telling its address. */
const pageOf = (url: string) => hash(url.split('?')[0] as string)

/** What follows a purchase and still belongs to it: its own page, back to it, one confirmation page. */
export const createTail = (entry: Entry, jar: Jar) => {
  /** Somebody did something on the page that is shown. */
  let acted = false
  const confirm = () => {
    if (entry.record) entry.record.flags |= CONFIRMED
  }
  return {
    /** The first view of a page may come after a click on it. */
    see: (act: Act, page = 0) => {
      if (act === 'human') acted = true
      else if (page > 1 && act !== 'machine') acted = false
    },
    /** Whether this may be its confirmation page: the one that the site expects, if it has named one. */
    mayTake: ({ url }: Draft): boolean => {
      const expected = jar.expected()
      return !expected || expected === pageOf(url)
    },
    take: (act: Act) => {
      entry.tail ||= act !== 'human'
      if (act === 'view') confirm()
    },
    begin: ({ confirmation = !acted }: Draft) => {
      entry.tail = true
      if (confirmation === true) confirm()
      else if (confirmation) jar.expect(pageOf(confirmation))
    },
  }
}
