// The report token, for as long as this tab lives. It may arrive once in the address and is taken out of it at once.

const KEY = 'sojourn.report.token'

export interface TokenKeeper {
  get(): string | null
  set(token: string): void
}

export function createTokenKeeper(): TokenKeeper {
  let token = readStored()

  const address = new URL(location.href)
  const given = address.searchParams.get('token') ?? new URLSearchParams(address.hash.slice(1)).get('token')
  if (given) {
    keep(given)
    address.searchParams.delete('token')
    address.hash = ''
    history.replaceState(null, '', address)
  }

  function keep(next: string): void {
    token = next
    try {
      sessionStorage.setItem(KEY, next)
    } catch {
      // Storage forbidden: kept in memory, asked again after a reload.
    }
  }

  return { get: () => token, set: keep }
}

function readStored(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}
