import { cost } from './tables/cost.mjs'
import { counting } from './tables/counting.mjs'
import { delivery } from './tables/delivery.mjs'
import { growth } from './tables/growth.mjs'
import { network } from './tables/network.mjs'
import { size } from './tables/size.mjs'

/** In the order of RESULTS.md. */
export const TABLES = [size, cost, network, delivery, counting, growth]
