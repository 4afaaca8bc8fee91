import { browserFacts, isDeclaredBot } from './browser/environment'
import type { Batch } from './events'
import { version } from './version'

/** The head of a batch, but for what delivery knows itself. */
export const headOf = (
  site: string,
  store: Batch['context']['store'],
  consent: Batch['context']['consent'],
  was: [string, string][],
  bots: string,
): Partial<Batch> => ({
  v: 1,
  sdk: version,
  site,
  ...(was.length && { was }),
  context: {
    store,
    consent,
    automation: navigator.webdriver || (bots === 'flag' && isDeclaredBot()),
    ...browserFacts(),
  },
})
