// npm run bench: builds the SDK, installs what bench/ needs the first time, and measures.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run, tool } from './steps.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const needs = existsSync('bench/node_modules/esbuild')
if (!needs)
  console.log('bench/node_modules is not there: installing the trackers that Sojourn is compared with (about 400 MB)')
const isReady = (needs || (await run('npm', ['ci', '--prefix', 'bench']))) && (await tool('rollup', '-c', '--silent'))
if (!isReady) process.exitCode = 1
else process.exitCode = (await run('node', ['bench/main.mjs', ...process.argv.slice(2)])) ? 0 : 1
