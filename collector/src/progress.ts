const PATIENCE = 1_000
const EVERY = 2_000

/** Says what is being done, once it takes longer than a second, and now and then after that. Returns its end. */
export function watchProgress(log: (line: string) => void, what: () => string): () => void {
  const began = performance.now()
  let timer = setTimeout(tell, PATIENCE)
  function tell(): void {
    log(`${what()}, ${Math.round((performance.now() - began) / 1000)} s`)
    timer = setTimeout(tell, EVERY)
  }
  return () => clearTimeout(timer)
}
