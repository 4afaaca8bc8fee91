// npm run test:clickhouse: the collector's suite once more, on real ClickHouse servers; installs and starts them.
// --only single,chdb,faults runs some of it.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CLUSTER, startCluster, startSingle } from '../collector/test/clickhouse/servers.mjs'
import { which } from './browsers.mjs'
import { aptInstall, canInstall } from './install-browsers.mjs'
import { run, runSteps, vitest } from './steps.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

/** What both stores must answer alike. The others are about the file, the process or no store at all. */
const CONTRACT = [
  'reports',
  'carts',
  'filters',
  'usage',
  'identity',
  'collect',
  'keeping',
  'live',
  'export',
  'asker',
].map(name => `collector/test/${name}.test.ts`)

const PACKAGES = ['clickhouse-server', 'zookeeper']

async function ensureServers() {
  const missing = () => !which('clickhouse-server') || !existsSync('/usr/share/java/zookeeper.jar') || !which('java')
  if (missing() && canInstall()) await aptInstall(PACKAGES)
  if (!missing()) return true
  console.log(`clickhouse-server and zookeeper are not installed, and only root on Debian can have them installed here.
  sudo apt-get install ${PACKAGES.join(' ')}`)
  return false
}

async function withServer(start, work) {
  const server = await start()
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

const contract = (store, more = {}) => vitest(['collector'], { SOJOURN_TEST_STORE: store, ...more }, CONTRACT)

const FOLDER = 'collector/test-chdb'

/** Its own packages, 546 MB, and only here. */
const ensureChdb = async () =>
  existsSync(`${FOLDER}/node_modules/chdb`) || run('npm', ['install', '--no-package-lock', '--prefix', FOLDER])

function startChdb() {
  const child = spawn(process.execPath, [`${FOLDER}/server.mjs`], { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = () =>
    new Promise(resolve => {
      child.on('close', resolve)
      child.kill('SIGTERM')
    })
  return new Promise((resolve, reject) => {
    child.stdout.once('data', port => resolve({ store: `clickhouse://127.0.0.1:${Number(port)}`, stop }))
    child.once('close', code => reject(new Error(`chdb ended with ${code}`)))
  })
}

const ofCluster = readdirSync('collector/test/clickhouse').filter(name => name.endsWith('.ch.ts'))

const STEPS = [
  { name: 'install', title: PACKAGES.join(', '), run: ensureServers },
  {
    name: 'single',
    title: 'the suite on one server of Debian',
    needs: ['install'],
    run: () => withServer(startSingle, ({ store }) => contract(store)),
  },
  {
    name: 'cluster',
    title: 'the suite on two shards, one of them with two replicas',
    needs: ['install'],
    run: () => withServer(startCluster, ({ nodes }) => contract(nodes[0].store, { SOJOURN_TEST_CLUSTER: CLUSTER })),
  },
  {
    name: 'faults',
    title: 'several collectors, a replica killed, errors said',
    needs: ['install'],
    run: () =>
      vitest(
        ['clickhouse'],
        {},
        ofCluster.map(name => `collector/test/clickhouse/${name}`),
      ),
  },
  {
    name: 'chdb',
    title: 'the suite on a ClickHouse of today, in process',
    run: async () => ((await ensureChdb()) ? withServer(startChdb, ({ store }) => contract(store)) : false),
  },
]

// Servers end with this process, and a signal alone would not say so.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]?.split(',') : null
const chosen = STEPS.filter(({ name }) => only === null || only.includes(name))
process.exitCode = (await runSteps(chosen)) ? 1 : 0
