/** In the page, before the SDK: counts what costs time, where the SDK is the one that asks. */
export const COUNTERS = `<script>(() => {
  const none = () => ({ layout: 0, asked: [], cookieReads: 0, cookieWrites: 0, storageReads: 0, storageWrites: 0 })
  const counts = window.counts = { ...none(), reset: () => Object.assign(counts, none()) }
  const isOurs = () => /sojourn/.test(String(new Error().stack))
  const ask = name => { if (isOurs()) { counts.layout++; counts.asked.push(name) } }
  const wrap = (on, name, see) => {
    const found = Object.getOwnPropertyDescriptor(on, name)
    if (!found) throw new Error('nothing called ' + name)
    for (const kind of ['get', 'set', 'value'])
      if (typeof found[kind] === 'function') {
        const theirs = found[kind]
        found[kind] = function (...args) { see(name, kind); return theirs.apply(this, args) }
      }
    Object.defineProperty(on, name, found)
  }
  // What makes a browser lay out the page if anything has changed. https://gist.github.com/paulirish/5d52fb081b3570c81e3a
  for (const [on, names] of [
    [window, 'innerWidth innerHeight scrollX scrollY pageXOffset pageYOffset getComputedStyle'],
    [Element.prototype, 'clientWidth clientHeight clientTop clientLeft scrollWidth scrollHeight scrollTop scrollLeft getBoundingClientRect getClientRects scrollIntoView checkVisibility'],
    [HTMLElement.prototype, 'offsetWidth offsetHeight offsetTop offsetLeft offsetParent innerText focus'],
    [Document.prototype, 'elementFromPoint scrollingElement caretPositionFromPoint'],
    [MouseEvent.prototype, 'offsetX offsetY layerX layerY'],
    [Range.prototype, 'getBoundingClientRect getClientRects'],
    [SVGGraphicsElement.prototype, 'getBBox getCTM'],
    [HTMLInputElement.prototype, 'select'],
  ]) for (const name of names.split(' ')) wrap(on, name, ask)
  wrap(Document.prototype, 'cookie', (_, kind) => { if (isOurs()) counts[kind === 'get' ? 'cookieReads' : 'cookieWrites']++ })
  for (const name of ['localStorage', 'sessionStorage']) {
    const store = window[name]
    const read = trap => (...args) => { if (isOurs()) counts.storageReads++; return Reflect[trap](...args) }
    const write = trap => (...args) => { if (isOurs()) counts.storageWrites++; return Reflect[trap](...args) }
    const proxy = new Proxy(store, {
      get: (on, key) => {
        const found = on[key]
        if (typeof found !== 'function') { if (isOurs()) counts.storageReads++; return found }
        return (...args) => { if (isOurs()) counts[key === 'getItem' ? 'storageReads' : 'storageWrites']++; return found.apply(on, args) }
      },
      set: (on, key, text) => { if (isOurs()) counts.storageWrites++; on[key] = text; return true },
      deleteProperty: write('deleteProperty'), ownKeys: read('ownKeys'),
    })
    Object.defineProperty(window, name, { get: () => proxy })
  }
})()</script>`
