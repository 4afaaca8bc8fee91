/** Filled in from package.json when the bundles are built. */
export const version: string = '__VERSION__'
