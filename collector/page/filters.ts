// The filter bar: site and period. The choice lives in the address, so a reload or a bookmark keeps it.
import { element, find } from './dom'
import { DAY } from './format'
import { type Period, readPeriod, toDateField, writePeriod } from './period'

export interface Filters {
  site(): string
  period(): Period
  /** Sites that are known to exist; the choice is shown from two on. */
  offerSites(sites: readonly string[]): void
}

export function createFilters(form: HTMLFormElement, onChange: () => void): Filters {
  const query = new URLSearchParams(location.search)
  const sites = find<HTMLSelectElement>('select[name="site"]', form)
  const range = find<HTMLElement>('[data-range]', form)
  const first = find<HTMLInputElement>('input[name="first"]', form)
  const last = find<HTMLInputElement>('input[name="last"]', form)
  let site = query.get('site') ?? ''
  let period = readPeriod(query)
  const known = new Set(site ? [site] : [])

  const show = () => {
    for (const radio of form.querySelectorAll<HTMLInputElement>('input[name="period"]')) {
      radio.checked = radio.value === period.kind
    }
    range.hidden = period.kind !== 'custom'
    if (period.kind === 'custom') {
      first.value = period.first
      last.value = period.last
    }
    first.max = last.max = toDateField(Date.now())
    document.title = site ? `${site} – Sojourn` : 'Sojourn'
  }

  const changed = () => {
    const address = new URL(location.href)
    writePeriod(period, address.searchParams)
    if (site) address.searchParams.set('site', site)
    else address.searchParams.delete('site')
    history.replaceState(null, '', address)
    show()
    onChange()
  }

  const customPeriod = (): Period => {
    const now = Date.now()
    return { kind: 'custom', first: first.value || toDateField(now - 6 * DAY), last: last.value || toDateField(now) }
  }

  form.addEventListener('submit', event => event.preventDefault())
  form.addEventListener('change', event => {
    const field = event.target as HTMLInputElement | HTMLSelectElement
    if (field.name === 'site') site = field.value
    else if (field.name === 'period' && field.value !== 'custom') period = { kind: field.value as '7d' }
    else period = customPeriod()
    changed()
  })
  show()

  return {
    site: () => site,
    period: () => period,
    offerSites(names) {
      const before = known.size
      for (const name of names) known.add(name)
      if (known.size === before && sites.options.length > 0) return
      const options = [...known].sort().map(name => element('option', { value: name }, name))
      sites.replaceChildren(element('option', { value: '' }, 'All sites'), ...options)
      sites.value = site
      sites.hidden = known.size < 2
    },
  }
}
