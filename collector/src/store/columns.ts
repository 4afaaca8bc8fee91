import { BIGINT, BOOLEAN, type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

export type Value = string | number | boolean | null
export type Values = readonly { readonly [column: string]: Value }[]
type Write = (vector: duckdb.Vector, rows: Values, name: string, valid: Valid) => void
type Valid = Uint8Array<ArrayBuffer>

/**
 * One column of the rows into a vector of a data chunk. Past @duckdb/node-api, whose setters make BigInts of every
 * value only to say whether it is null.
 */
export function writeColumn(vector: duckdb.Vector, type: DuckDBType, rows: Values, name: string): void {
  const write = WRITERS.get(type)
  if (!write) throw new Error(`no column is of the type ${type}`)
  // A bit for each value, in words of 64. Null until it is written.
  const valid = new Uint8Array(Math.ceil(rows.length / 64) * 8)
  write(vector, rows, name, valid)
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.byteLength)
}

const WRITERS = new Map<DuckDBType, Write>([
  [VARCHAR, writeTexts],
  [INTEGER, writeIntegers],
  [BIGINT, writeBigIntegers],
  [BOOLEAN, writeBooleans],
])

const mark = (valid: Valid, i: number): void => {
  valid[i >> 3] = (valid[i >> 3] as number) | (1 << (i & 7))
}

function writeTexts(vector: duckdb.Vector, rows: Values, name: string, valid: Valid): void {
  rows.forEach((row, i) => {
    const value = row[name] ?? null
    if (value === null) return
    duckdb.vector_assign_string_element(vector, i, value as string)
    mark(valid, i)
  })
}

function writeIntegers(vector: duckdb.Vector, rows: Values, name: string, valid: Valid): void {
  const data = new Int32Array(rows.length)
  rows.forEach((row, i) => {
    const value = row[name] ?? null
    if (value === null) return
    data[i] = value as number
    if (data[i] !== value) throw new Error(`${name}: ${value} is no whole number of 32 bits`)
    mark(valid, i)
  })
  duckdb.copy_data_to_vector(vector, 0, data.buffer, 0, data.byteLength)
}

/** Two words of 32 bits each: a BigInt would be garbage at once. */
function writeBigIntegers(vector: duckdb.Vector, rows: Values, name: string, valid: Valid): void {
  const data = new Int32Array(2 * rows.length)
  rows.forEach((row, i) => {
    const value = row[name] ?? null
    if (value === null) return
    const whole = Math.round(value as number)
    if (!Number.isSafeInteger(whole)) throw new Error(`${name}: ${value} is no whole number`)
    data[2 * i] = whole
    data[2 * i + 1] = Math.floor(whole / 2 ** 32)
    mark(valid, i)
  })
  duckdb.copy_data_to_vector(vector, 0, data.buffer, 0, data.byteLength)
}

function writeBooleans(vector: duckdb.Vector, rows: Values, name: string, valid: Valid): void {
  const data = new Uint8Array(rows.length)
  rows.forEach((row, i) => {
    const value = row[name] ?? null
    if (value === null) return
    data[i] = value ? 1 : 0
    mark(valid, i)
  })
  duckdb.copy_data_to_vector(vector, 0, data.buffer, 0, data.byteLength)
}
