import type { Act, Draft } from './draft'
import type { Entry } from './entry'
import type { Jar } from './jar'
import { CONFIRMED, hash } from './record'
import { CONFIRMATION } from './rules'

/** What a page is known by, without its query and without telling its address. */
const pageOf = (url: string) => hash(url.split('?')[0] as string)

/** What follows a purchase and still belongs to it: its own page, back to it, one confirmation page. */
export const createTail = (entry: Entry, jar: Jar, timeout: number) => {
  /** Somebody did something on the page that is shown. */
  let acted = false
  /** The page of this document on which the purchase fired. */
  let own = 0
  const isOwn = (page?: number) => entry.tail && page === own
  const confirm = () => {
    if (entry.record) entry.record.flags |= CONFIRMED
  }
  return {
    /** The first view of a page may come after a click on it, or after its purchase: that opens nothing either. */
    see: (act: Act, page = 0): Act => {
      if (act === 'human') acted = true
      else if (page > 1 && act !== 'machine') acted = false
      return act === 'view' && isOwn(page) ? 'return' : act
    },
    /**
     * Whether what is shown is a page of the tail; of a new page, whether it may become the confirmation page: the one that the
     * site expects, if it has named one.
     */
    holds: (act: Act, { url, page }: Draft): boolean => {
      if (act === 'view') return ['', pageOf(url)].includes(jar.noted('page'))
      // Its own page may have another address by the time it is seen.
      if (/^re/.test(act)) return isOwn(page) || jar.noted('tail').split('.').includes(pageOf(url))
      return entry.tail
    },
    take: (act: Act, { url }: Draft) => {
      entry.tail ||= act !== 'human'
      if (act !== 'view') return
      confirm()
      jar.note('tail', `${jar.noted('tail')}.${pageOf(url)}`, timeout)
    },
    begin: ({ confirmation = !acted, url, page }: Draft) => {
      entry.tail = true
      own = page
      jar.note('tail', pageOf(url), timeout)
      if (confirmation === true) confirm()
      else if (confirmation) jar.note('page', pageOf(confirmation), CONFIRMATION)
    },
  }
}
