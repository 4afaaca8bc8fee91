// A plain bar chart that reads on white and on black: the text takes the colour of the reader's scheme.
const ROW = 22
const LEFT = 150
const WIDTH = 720
const BAR = 440

const STYLE = `text{font:13px system-ui,sans-serif;fill:#333}.bar{fill:#9aa5b1}.ours{fill:#2f7d5b}.part{fill:#9aa5b1;opacity:.45}
@media(prefers-color-scheme:dark){text{fill:#ddd}.bar{fill:#7b8794}.ours{fill:#58b98c}.part{fill:#7b8794;opacity:.45}}`

const escapeText = text => text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])

/** bars: `[{ title, value, shown, ours, partial }]`, drawn in the given order; `partial` is one that does less. */
export function barChart({ title, note, bars }) {
  const most = Math.max(...bars.map(({ value }) => value), 1)
  const height = 44 + bars.length * ROW + 26
  const rows = bars.map(({ title: name, value, shown, ours, partial }, i) => {
    const y = 40 + i * ROW
    const width = Math.max(2, Math.round((value / most) * BAR))
    const kind = ours ? 'ours' : partial ? 'part' : 'bar'
    return `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${escapeText(name)}</text><rect class="${kind}" x="${LEFT}" y="${y}" width="${width}" height="16" rx="2"/><text x="${LEFT + width + 8}" y="${y + 12}">${escapeText(shown)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(title)}">
<style>${STYLE}</style>
<text x="0" y="18" font-weight="600">${escapeText(title)}</text>
${rows.join('\n')}
<text x="0" y="${height - 8}" opacity=".75">${escapeText(note)}</text>
</svg>
`
}
