// Keeps a report as a CSV file. A plain link could not carry the token.
import { element } from './dom'

export function attachCsv(
  button: HTMLButtonElement,
  load: (route: string) => Promise<Blob>,
  onFailure: (error: unknown) => void,
): void {
  const route = button.dataset.csv ?? ''
  button.addEventListener('click', async () => {
    button.disabled = true
    try {
      const address = URL.createObjectURL(await load(route))
      element('a', { href: address, download: `sojourn-${route}.csv` }).click()
      // The download has begun by then; the browser holds the data itself.
      setTimeout(() => URL.revokeObjectURL(address), 60_000)
    } catch (error) {
      onFailure(error)
    } finally {
      button.disabled = false
    }
  })
}
