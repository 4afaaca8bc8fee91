import { guard } from '../browser/listen'

export type Mirror = ReturnType<typeof createMirror>

/**
 * Copies of outboxes in IndexedDB, for what must survive a kill of the whole browser: localStorage reaches the disk
 * only seconds later. What it cannot do, it does not, silently.
 */
export const createMirror = (name: string) => {
  let isRead = false
  let database: Promise<IDBDatabase> | undefined
  /** Not before something may be stored. */
  const open = () =>
    new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onupgradeneeded = () => request.result.createObjectStore(name)
      request.onsuccess = () => resolve(request.result)
      request.onerror = reject
    })
  const use = (work: (copies: IDBObjectStore) => void) => {
    database ??= open()
    database.then(opened => work(opened.transaction(name, 'readwrite').objectStore(name))).catch(() => {})
  }
  return {
    /** Nothing to write removes it. */
    write: (key: string, text?: string) => use(copies => (text ? copies.put(text, key) : copies.delete(key))),
    /** Tells what there is, the first time. */
    restore: (each: (key: string, text: string) => void) => {
      if (isRead) return
      isRead = true
      use(copies => {
        copies.openCursor().onsuccess = ({ target }) => {
          const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result
          if (!cursor) return
          each(`${cursor.key}`, cursor.value)
          cursor.continue()
        }
      })
    },
    wipe: () => (database ? use(copies => copies.clear()) : guard(() => indexedDB.deleteDatabase(name))),
  }
}
