#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { runExport } from './commands/export.js'
import { type ImportOptions, runImport, sayImported } from './commands/import.js'
import { readCommand } from './config.js'
import { collectorError } from './errors.js'
import { HELP } from './help.js'
import { startCollector } from './index.js'
import { watchParent } from './parent.js'
import { placeName } from './place.js'

try {
  await main()
} catch (error) {
  // A person made it or can mend it: one line. Anything else is ours: with its stack.
  const coded = error instanceof Error && /^\[collector /.test(error.message)
  console.error(coded ? (error as Error).message : error)
  process.exit(1)
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), process.env)
  if (command.run === 'help') return console.log(HELP)
  if (command.run === 'version') return console.log(version())
  if (command.run === 'export') return runExport(command.options)
  if (command.run === 'import') return importing(command.options)
  const { options } = command
  const place = placeName(options)
  const collector = await startCollector(options).catch(error => {
    throw explain(error, options.port, options.host)
  })
  console.log(`Collecting at ${collector.url}/collect\nReport at     ${collector.url}/report\nData in       ${place}`)

  let closing = false
  const stopWatching = watchParent(() => close())
  const close = () => {
    // Twice: the person means it.
    if (closing) process.exit(1)
    closing = true
    stopWatching()
    collector.close().then(
      () => process.exit(0),
      error => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
}

async function importing(options: Pick<ImportOptions, 'place' | 'file'>): Promise<void> {
  const imported = await runImport({ ...options, say: line => console.error(line) })
  console.log(sayImported(imported))
  if (imported.bad.length === 0) return
  throw collectorError(
    'E_LINES',
    `these lines are no batch and were left out: ${imported.bad.slice(0, 100).join(', ')}${imported.bad.length > 100 ? ' …' : ''}`,
  )
}

function explain(error: unknown, port: number, host: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') {
    return collectorError('E_PORT_BUSY', `port ${port} is in use: stop the other process, or take another with --port`)
  }
  if (code === 'EACCES') {
    return collectorError('E_PORT', `port ${port} needs more rights: take one above 1023 with --port`)
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return collectorError('E_HOST', `${host} is not an address of this machine: set --host to one, or leave it out`)
  }
  return error
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}
