// What a request says, whatever it was wrapped in: gzip, form fields, base64, JSON within JSON.
import { gunzipSync, inflateSync } from 'node:zlib'

function unpack(raw) {
  try {
    if (raw[0] === 0x1f && raw[1] === 0x8b) return gunzipSync(raw)
    if (raw[0] === 0x78) return inflateSync(raw)
  } catch {
    // Only looks like it.
  }
  return raw
}

const fromForm = text => {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch {
    return text
  }
}

const BASE64 = /[A-Za-z0-9+/_-]{24,}={0,2}/g
const isText = text => !/[^\P{C}\n\r\t]|�/u.test(text)

/** Every reading of a request, the plainest first: address and body, then what is wrapped in them. */
export function textsOf({ url, raw }) {
  const texts = new Set()
  const add = (text, depth) => {
    if (!text || texts.has(text) || depth > 3) return
    texts.add(text)
    add(fromForm(text), depth + 1)
    for (const [part] of text.matchAll(BASE64)) {
      const inner = Buffer.from(part, 'base64').toString()
      if (isText(inner)) add(inner, depth + 1)
    }
  }
  add(url, 0)
  add(unpack(raw).toString(), 0)
  return [...texts]
}

const parse = text => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Every object that a request holds, outer before inner: JSON, one JSON per line, or form fields that are JSON. */
export function* objectsOf(request) {
  const text = unpack(request.raw).toString()
  const fields = [...new URLSearchParams(text), ...new URL(request.url, 'http://x').searchParams]
  const whole = parse(text)
  const found = whole === undefined ? [...text.split('\n').map(parse), Object.fromEntries(fields)] : [whole]
  const seen = new Set()
  function* walk(value) {
    const inner =
      typeof value === 'string' && /^[[{]|^ey|^W3/.test(value)
        ? (parse(value) ?? parse(Buffer.from(value, 'base64').toString()))
        : value
    if (inner === null || typeof inner !== 'object' || seen.has(inner)) return
    seen.add(inner)
    if (!Array.isArray(inner)) yield inner
    for (const part of Object.values(inner)) yield* walk(part)
  }
  for (const value of found) yield* walk(value)
}
