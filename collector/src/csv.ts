/** Rows as CSV (RFC 4180). Nested objects become columns `a.b`, lists are joined by `; `. */
export function toCsv(rows: readonly object[]): string {
  const flat = rows.map(row => flatten(row))
  const columns = [...new Set(flat.flatMap(row => Object.keys(row)))]
  const lines = [columns, ...flat.map(row => columns.map(column => row[column]))]
  return lines.map(line => `${line.map(cell).join(',')}\r\n`).join('')
}

function flatten(value: object, prefix = '', into: Record<string, unknown> = {}): Record<string, unknown> {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) flatten(inner, `${prefix}${key}.`, into)
    else into[prefix + key] = Array.isArray(inner) ? inner.map(listed).join('; ') : inner
  }
  return into
}

const listed = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  // A spreadsheet would run it as a formula: https://owasp.org/www-community/attacks/CSV_Injection
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
