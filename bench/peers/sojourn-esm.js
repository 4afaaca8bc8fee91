import { init, track as send } from '../../dist/index.js'

export const start = endpoint => init({ endpoint: `${endpoint}/collect` })
export const track = (name, props) => send(name, props)
