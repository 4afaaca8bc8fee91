// npm start: the demo shop, the built script, the collector and its report on one port.
import { fileURLToPath } from 'node:url'
import { startCollector } from '../collector/dist/index.js'
import { createStatic, shopFolders } from './static.mjs'

const root = name => fileURLToPath(new URL(`../${name}`, import.meta.url))
const port = Number(process.env.PORT || 8787)
const dataDir = process.env.DATA_DIR || root('data')

function giveUp(line) {
  console.error(line)
  process.exit(1)
}

if (!Number.isInteger(port) || port < 0 || port > 65535) giveUp(`PORT=${process.env.PORT} is not a port.`)

const serve = createStatic(shopFolders(root('demo'), root('dist')))
let collector
try {
  collector = await startCollector({ port, dataDir, serve })
} catch (error) {
  if (error.code !== 'EADDRINUSE') throw error
  giveUp(`Port ${port} is in use. Another one: PORT=${port + 1} npm start`)
}

console.log(`
  Shop    http://localhost:${collector.port}/
  Report  http://localhost:${collector.port}/report

  Data in ${dataDir}. Ctrl-C commits and closes.
`)

let closing = false
async function close() {
  // Twice: the person means it.
  if (closing) process.exit(1)
  closing = true
  await collector.close()
  console.log('Closed.')
  process.exit(0)
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, close)

// A signal that is sent to npm ends npm and the shell below it, and never comes here: the shell is gone, so are we.
if (process.env.npm_lifecycle_event) {
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    if (!closing) close()
  }, 500)
  watch.unref()
}
