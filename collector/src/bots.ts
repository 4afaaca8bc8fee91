const DECLARED =
  /(?<!cu)bot\b|crawl|spider|slurp|bingpreview|facebookexternalhit|mediapartners|lighthouse|pingdom|uptime|feedfetcher|archiver/i

/**
 * Says of itself that nobody sits there. Headless browsers do not: a shop's own browser tests must count. Nor do curl and
 * its like: they run no script, so whoever posts a batch with them means it.
 */
export const isDeclaredBot = (userAgent: string): boolean => DECLARED.test(userAgent)
