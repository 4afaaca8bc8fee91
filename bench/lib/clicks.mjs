import { pause } from './lab.mjs'

const place = async (tab, selector) => {
  const box = await (await tab.$(selector)).boundingBox()
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, button: 'left', clickCount: 1 }
}

/** Presses `count` of the buttons that are in view, one after the other, as the browser's own input. */
export async function press(tab, count) {
  const session = await tab.createCDPSession()
  const places = []
  for (let i = 0; i < 5; i++) places.push(await place(tab, `#b${i}`))
  for (let i = 0; i < count; i++) {
    const at = places[i % places.length]
    await session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
    await session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
    await pause(40)
  }
  await session.detach()
}

export const mark = (tab, name) => tab.evaluate(name => void performance.mark(name), name)
