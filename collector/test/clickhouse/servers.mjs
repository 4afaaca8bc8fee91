// Real servers on loopback, in a directory of their own, on free ports: Debian's clickhouse-server and zookeeper.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LONGEST_START = 60_000

/** Free now; several at once, so that no two are the same. */
async function freePorts(count) {
  const held = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer().once('error', reject)
          server.listen(0, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  const ports = held.map(server => server.address().port)
  await Promise.all(held.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

/** A process that ends with us, and that can be killed and started again. */
function createProcess(command, args, isReady, logOf) {
  let child = null
  let gone = Promise.resolve()
  const kill = signal => {
    child?.kill(signal)
    return gone
  }
  const end = () => child?.kill('SIGKILL')
  return {
    async start() {
      child = spawn(command, args, { stdio: 'ignore' })
      let ended = null
      gone = new Promise(resolve => {
        const end = why => {
          ended ??= why
          resolve()
        }
        child.on('error', error => end(String(error)))
        child.on('exit', (code, signal) => end(`exited with ${code ?? signal}`))
      })
      process.once('exit', end)
      for (const until = Date.now() + LONGEST_START; ; ) {
        if (await isReady().catch(() => false)) return
        if (ended !== null || Date.now() > until) throw new Error(`${command}: ${ended ?? 'not ready'}\n${logOf()}`)
        await new Promise(resolve => setTimeout(resolve, 50))
      }
    },
    kill: () => kill('SIGKILL'),
    async stop() {
      await kill('SIGTERM')
      process.removeListener('exit', end)
    },
  }
}

const logIn = file => () => {
  try {
    return readFileSync(file, 'utf8').slice(-2000)
  } catch {
    return ''
  }
}

const answers = async (url, text) => (await (await fetch(url)).text()).includes(text)

const ELEMENTS = value =>
  typeof value !== 'object'
    ? String(value)
    : Object.entries(value)
        .map(([key, inner]) =>
          (Array.isArray(inner) ? inner : [inner]).map(one => `<${key}>${ELEMENTS(one)}</${key}>`).join(''),
        )
        .join('\n')
const xml = value => `<yandex>${ELEMENTS(value)}</yandex>`

const USERS = {
  profiles: { default: { max_memory_usage: 4_000_000_000 } },
  users: { default: { password: '', networks: { ip: '127.0.0.1' }, profile: 'default', quota: 'default' } },
  quotas: { default: '' },
}

function clickHouse(dir, [http, tcp, interserver], more = {}) {
  mkdirSync(dir, { recursive: true })
  const log = join(dir, 'error.log')
  const config = {
    logger: { level: 'warning', log: join(dir, 'server.log'), errorlog: log },
    http_port: http,
    tcp_port: tcp,
    interserver_http_port: interserver,
    interserver_http_host: '127.0.0.1',
    listen_host: '127.0.0.1',
    path: `${dir}/data/`,
    tmp_path: `${dir}/tmp/`,
    user_files_path: `${dir}/files/`,
    format_schema_path: `${dir}/schemas/`,
    users_config: join(dir, 'users.xml'),
    default_profile: 'default',
    default_database: 'default',
    mark_cache_size: 268_435_456,
    timezone: 'UTC',
    ...more,
  }
  writeFileSync(join(dir, 'users.xml'), xml(USERS))
  writeFileSync(join(dir, 'config.xml'), xml(config))
  const address = `http://127.0.0.1:${http}/`
  const server = createProcess(
    'clickhouse-server',
    [`--config-file=${join(dir, 'config.xml')}`],
    () => answers(address, 'Ok.'),
    logIn(log),
  )
  /** Answers the text of a query's result. */
  const ask = async sql => {
    const response = await fetch(address, { method: 'POST', body: sql })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }
  return { ...server, store: `clickhouse://127.0.0.1:${http}`, ask }
}

function zooKeeper(dir, port) {
  mkdirSync(join(dir, 'data'), { recursive: true })
  const file = join(dir, 'zoo.cfg')
  writeFileSync(
    file,
    `tickTime=500\ndataDir=${dir}/data\nclientPort=${port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n4lw.commands.whitelist=ruok\n`,
  )
  const jars = [
    'zookeeper',
    'zookeeper-jute',
    'slf4j-api',
    'slf4j-nop',
    'log4j-1.2',
    'netty-handler',
    'netty-transport',
    'netty-common',
  ]
  const path = ['/usr/share/java/*', ...jars.map(name => `/usr/share/java/${name}.jar`)].join(':')
  const isReady = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('ruok')).once('error', reject)
      socket.once('data', text => resolve(String(text) === 'imok'))
      socket.once('close', () => resolve(false))
    })
  const main = 'org.apache.zookeeper.server.ZooKeeperServerMain'
  return createProcess('java', ['-Xmx256m', '-cp', path, main, file], isReady, () => '')
}

const temporary = () => mkdtempSync(join(tmpdir(), 'sojourn-clickhouse-'))

/** One server. */
export async function startSingle() {
  const dir = temporary()
  const server = clickHouse(dir, await freePorts(3))
  await server.start()
  return {
    ...server,
    async stop() {
      await server.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export const CLUSTER = 'sojourn'

/** Three servers and a zookeeper: the first shard has two replicas, the second one. */
export async function startCluster() {
  const dir = temporary()
  const [zoo, ...ports] = await freePorts(10)
  const keeper = zooKeeper(join(dir, 'zookeeper'), zoo)
  await keeper.start()
  const replica = ([, port]) => ({ host: '127.0.0.1', port })
  const places = [0, 1, 2].map(i => ports.slice(3 * i, 3 * i + 3))
  const shard = replicas => ({ internal_replication: 'true', replica: replicas.map(replica) })
  const nodes = places.map((place, i) =>
    clickHouse(join(dir, `node${i}`), place, {
      zookeeper: { node: { host: '127.0.0.1', port: zoo }, session_timeout_ms: 10_000 },
      macros: { shard: i < 2 ? 1 : 2, replica: `r${i}` },
      remote_servers: { [CLUSTER]: { shard: [shard(places.slice(0, 2)), shard(places.slice(2))] } },
      distributed_ddl: { path: '/clickhouse/ddl' },
    }),
  )
  await Promise.all(nodes.map(node => node.start()))
  return {
    nodes,
    async stop() {
      await Promise.all(nodes.map(node => node.stop()))
      await keeper.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
