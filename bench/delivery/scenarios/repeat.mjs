/** The same steps several times. */
export const repeat = (times, ...steps) => Array.from({ length: times }, () => steps).flat()
