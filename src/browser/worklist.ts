import { soon } from './clock'
import { guard } from './listen'

/**
 * Does one thing after the other, and each stays on the list until it is done: Firefox may end the scripts of a closing
 * tab in the middle, and asks them once more. What is added from within comes after.
 */
export const createWorklist = <T extends object>(work: (one: T) => void) => {
  const list: T[] = []
  let isBusy = false
  return {
    list,
    run: (): void => {
      if (isBusy || !list[0]) return
      isBusy = true
      soon(() => {
        isBusy = false
      })
      for (let one = list[0]; one; one = list[0] as T) {
        guard(() => work(one))
        // It may have emptied the list itself, and begun it anew.
        if (list[0] === one) list.shift()
      }
      isBusy = false
    },
  }
}
