const DECLARED =
  /(?<!cu)bot\b|crawl|spider|slurp|bingpreview|facebookexternalhit|mediapartners|lighthouse|pingdom|uptime|feedfetcher|archiver|\bcurl\/|python-requests|wget/i

/** Says of itself that nobody sits there. Headless browsers do not: a shop's own browser tests must count. */
export const isDeclaredBot = (userAgent: string): boolean => DECLARED.test(userAgent)
