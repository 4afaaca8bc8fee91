// Asks for the report token when the collector wants one.
import { find } from './dom'
import type { TokenKeeper } from './token'

export interface TokenForm {
  /** `refused`: one was given and is not the right one. */
  ask(refused: boolean): void
  done(): void
}

export function createTokenForm(form: HTMLFormElement, keeper: TokenKeeper, onToken: () => void): TokenForm {
  const field = find<HTMLInputElement>('input', form)
  const wrong = find('[data-wrong]', form)
  form.addEventListener('submit', event => {
    event.preventDefault()
    const token = field.value.trim()
    if (!token) return
    keeper.set(token)
    field.value = ''
    onToken()
  })
  return {
    ask(refused) {
      wrong.hidden = !refused
      field.setAttribute('aria-invalid', String(refused))
      if (!form.hidden) return
      form.hidden = false
      document.body.dataset.locked = 'true'
      field.focus()
    },
    done() {
      form.hidden = true
      delete document.body.dataset.locked
    },
  }
}
