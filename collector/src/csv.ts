export type Cell = string | number | boolean | null

/** Rows as a table: nested objects become columns `a.b`, lists are joined by `; `. `known` are there without any row. */
export function tableOf(
  rows: readonly object[],
  known: readonly string[] = [],
): { columns: string[]; cells: Cell[][] } {
  const flat = rows.map(row => flatten(row))
  const columns = [...new Set([...known, ...flat.flatMap(row => Object.keys(row))])]
  return { columns, cells: flat.map(row => columns.map(column => row[column] ?? null)) }
}

/** As CSV (RFC 4180). */
export function toCsv(rows: readonly object[], known: readonly string[] = []): string {
  const { columns, cells } = tableOf(rows, known)
  return [columns, ...cells].map(line => `${line.map(written).join(',')}\r\n`).join('')
}

function flatten(value: object, prefix = '', into: Record<string, Cell> = {}): Record<string, Cell> {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) flatten(inner, `${prefix}${key}.`, into)
    else into[prefix + key] = Array.isArray(inner) ? inner.map(listed).join('; ') : (inner ?? null)
  }
  return into
}

const listed = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

function written(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  // A spreadsheet would run it as a formula: https://owasp.org/www-community/attacks/CSV_Injection
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
