/** More clicks than this in a window are a stuck key or a game: the rest is counted, not sent. */
const MOST = 30
const WINDOW = 10_000

/** Says of each click how many before it were not told; nothing if it is one of those itself. */
export const createBrake = () => {
  let start = 0
  let count = 0
  let dropped = 0
  return (time: number): number | undefined => {
    if (time - start > WINDOW) {
      start = time
      count = 0
    }
    if (++count > MOST) {
      dropped++
      return undefined
    }
    const before = dropped
    dropped = 0
    return before
  }
}
