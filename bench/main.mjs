// npm run bench: measures, prints the tables, writes RESULTS.md and the pictures.
import { each } from './lib/each.mjs'
import { describeMachine } from './lib/machine.mjs'
import { printTable } from './lib/plain.mjs'
import { writeReport } from './lib/report.mjs'
import { load, save } from './lib/results.mjs'
import { PEERS } from './peers.mjs'
import { TABLES } from './tables.mjs'

const HELP = `npm run bench [-- --only ${TABLES.map(({ name }) => name).join(',')}] [--peer ID,ID] [--rounds N] [--report]
${TABLES.map(({ name, title }) => `  ${name.padEnd(9)} ${title}`).join('\n')}
  --peer    only these: ${PEERS.map(({ id }) => id).join(' ')}
  --rounds  how often timed figures are taken; those of earlier runs of the same build are kept and added to
  --fresh   forget what earlier runs measured in these tables
  --report  measure nothing, write RESULTS.md and the pictures from what there is`

function read(args) {
  const wish = {}
  for (let i = 0; i < args.length; i++) {
    const [name, given] = args[i].split('=')
    if (['--help', '-h', '--report', '--fresh'].includes(name)) wish[name.replace(/^-+/, '')] = true
    else if (['--only', '--peer', '--rounds'].includes(name)) wish[name.slice(2)] = given ?? args[++i] ?? ''
    else throw new Error(`Not known: ${args[i]}`)
  }
  const pick = (all, key, names) => {
    const wanted = names?.split(',')
    const unknown = wanted?.filter(name => !all.some(one => one[key] === name)) ?? []
    if (unknown.length) throw new Error(`Not known: ${unknown.join(' ')}`)
    return all.filter(one => !wanted || wanted.includes(one[key]))
  }
  const rounds = wish.rounds === undefined ? undefined : Number(wish.rounds)
  if (rounds !== undefined && !(rounds > 0)) throw new Error(`--rounds ${wish.rounds}: not a number`)
  return { ...wish, rounds, tables: pick(TABLES, 'name', wish.only), peers: pick(PEERS, 'id', wish.peer) }
}

async function measure(table, wish) {
  const began = Date.now()
  console.log(`\n${table.name}: ${table.title}`)
  const made = await describeMachine()
  const before = wish.fresh ? { rows: {} } : load(table.name)
  const peers = wish.peers.filter(peer => !(table.trackersOnly && peer.isNoTracker))
  const rows = await table.run({
    peers,
    each,
    before,
    isSameBuild: before.made?.build === made.build,
    rounds: wish.rounds,
  })
  const results = { made, rows: { ...before.rows, ...rows } }
  save(table.name, results)
  printTable(table, results)
  console.log(`${((Date.now() - began) / 1000).toFixed(0)} s`)
}

// A run that is stopped says nothing of the peers that were not reached.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

try {
  const wish = read(process.argv.slice(2))
  if (wish.help || wish.h) console.log(HELP)
  else {
    for (const table of wish.report ? [] : wish.tables) await measure(table, wish)
    writeReport(TABLES)
    console.log('\nbench/RESULTS.md')
  }
} catch (error) {
  console.error(`${error.message}\n${HELP}`)
  process.exitCode = 2
}
// All is written: what a browser that died has left open keeps nobody waiting.
process.exit()
