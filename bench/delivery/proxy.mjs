// A wire that can be cut, or end in nothing. The browsers' own "offline" lets exit traffic out, so the network is taken away here.
import net from 'node:net'

/** Forwards TCP connections to `port` until the wire is cut: then what is open breaks, and what is new breaks or is refused. */
export async function startProxy(port) {
  const open = new Set()
  let isCut = false
  const server = net.createServer(near => {
    near.on('error', () => {})
    if (isCut) return near.destroy()
    const far = net.connect(port, '127.0.0.1')
    far.on('error', () => near.destroy())
    far.on('close', () => near.destroy())
    near.on('close', () => {
      far.destroy()
      open.delete(near)
    })
    open.add(near)
    near.pipe(far).pipe(near)
  })
  const listen = port => new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const own = server.address().port
  const cut = () => {
    isCut = true
    for (const near of open) near.resetAndDestroy()
  }
  return {
    port: own,
    cut,
    /** Nobody listens: the system itself refuses each connection. */
    refuse() {
      cut()
      return new Promise(resolve => server.close(resolve))
    },
    mend() {
      isCut = false
      return server.listening ? undefined : listen(own)
    },
    close() {
      for (const near of open) near.destroy()
      server.close()
    },
  }
}
