import { writeFileSync } from 'node:fs'
import { renderTable } from './markdown.mjs'
import { drawPictures } from './pictures.mjs'
import { load } from './results.mjs'

const bench = new URL('..', import.meta.url)

const INTRO = `# Sojourn beside others

Made by \`npm run bench\`, never by hand. Each peer is set up as its documentation tells and as close to what Sojourn does as
it goes: page views, clicks, forms and sessions; no replay, no remote configuration ([adapters](peers)). All post to a
local recording server. Timed figures are medians, with the least and the greatest in brackets. **Bold** is better than
both rows of ours; a line under the table says why. How each table is made: [README.md](README.md).`

/** RESULTS.md and the pictures, from whatever has been measured so far. */
export function writeReport(tables) {
  const parts = tables.map(table => {
    const results = load(table.name)
    if (!Object.keys(results.rows).length)
      return `## ${table.title}\n\nNot measured yet: \`npm run bench -- --only ${table.name}\`.`
    drawPictures(table, results, bench)
    return renderTable(table, results)
  })
  writeFileSync(new URL('RESULTS.md', bench), `${[INTRO, ...parts].join('\n\n')}\n`)
}
