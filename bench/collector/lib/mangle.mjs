// A batch as no browser would send it: anything anywhere, cut, turned, packed, under any headers.
import { gzipSync } from 'node:zlib'
import { visitBatch } from './visits.mjs'

const NASTY = [
  null,
  true,
  '',
  0,
  -1,
  1.5,
  1e308,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  '\u0000',
  '\ud800',
  "'; DROP TABLE events; --",
  '<script>alert(1)</script>',
  '__proto__',
  'x'.repeat(9_000),
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: 1 },
]

/** Every place in a value, as the list of keys that lead there. */
function placesOf(value, path = [], found = []) {
  if (path.length > 0) found.push(path)
  if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) placesOf(value[key], [...path, key], found)
  }
  return found
}

function turn(batch, random) {
  const pick = list => list[Math.floor(random() * list.length)]
  for (let i = Math.floor(random() * 4); i > 0; i--) {
    const place = pick(placesOf(batch))
    // Whose document it is stays told apart: else two requests would be about the same events.
    if (place[0] === 'doc') continue
    const holder = place.slice(0, -1).reduce((value, key) => value[key], batch)
    const key = place.at(-1)
    if (random() < 0.3) delete holder[key]
    else holder[key] = structuredClone(pick(NASTY))
  }
  return batch
}

/** One request: what is sent, and the document that only it speaks of. */
export function mangled(n, random) {
  const pick = list => list[Math.floor(random() * list.length)]
  const batch = visitBatch(n, Date.now() - 60_000, random)
  batch.events.length = 1 + Math.floor(random() * 5)
  const text = JSON.stringify(turn(batch, random))
  let body = Buffer.from(text)
  const headers = { 'content-type': pick(['text/plain;charset=UTF-8', 'application/json', 'multipart/form-data', '']) }
  const way = random()
  if (way < 0.05) body = body.subarray(0, Math.floor(random() * body.length))
  else if (way < 0.1) body[Math.floor(random() * body.length)] = Math.floor(random() * 256)
  else if (way < 0.11) body = Buffer.from(text + 'y'.repeat(70_000))
  else if (way < 0.14) body = Buffer.from('['.repeat(Math.floor(random() * 60_000)))
  const packing = random()
  if (packing < 0.1) {
    headers['content-encoding'] = 'gzip'
    body = gzipSync(packing < 0.01 ? Buffer.alloc(5_000_000, ' ') : body)
    if (packing < 0.03) body = body.subarray(0, Math.floor(random() * body.length))
  } else if (packing < 0.12) headers['content-encoding'] = pick(['br', 'gzip', 'deflate, gzip', '\u00e9'])
  if (random() < 0.1) headers.origin = pick(['null', 'https://shop.example', 'x', '\u00ff'.repeat(300)])
  if (random() < 0.05) headers['user-agent'] = pick(['Googlebot/2.1', '', 'x'.repeat(5_000)])
  if (random() < 0.03) headers['x-long'] = 'x'.repeat(pick([100, 15_000, 20_000]))
  if (random() < 0.05)
    headers[pick(['forwarded', 'x-forwarded-for', 'cookie', 'range', 'expect'])] = pick(['', 'a=b;;', '100-continue'])
  const path = pick([
    '/collect',
    '/collect?b=1',
    '/collect?b=-1',
    '/collect?b=999999999999',
    '/collect?b=%00',
    '/collect?',
  ])
  const method = random() < 0.02 ? pick(['GET', 'PUT', 'OPTIONS', 'DELETE']) : 'POST'
  /** Says that it sends more or less than it does. */
  const lie = random() < 0.01 ? pick([-1, 1]) : 0
  headers['content-length'] = Math.max(0, body.length + lie)
  return { doc: batch.doc, text, body, headers, path, method, lie }
}
