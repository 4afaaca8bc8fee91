// A content blocker of one rule, as an extension of two files: what is posted to /blocked never reaches the network.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const manifest = {
  manifest_version: 3,
  name: 'One rule',
  version: '1',
  permissions: ['declarativeNetRequest'],
  host_permissions: ['<all_urls>'],
  browser_specific_settings: { gecko: { id: 'one-rule@bench.invalid' } },
  declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
}
const rules = [{ id: 1, action: { type: 'block' }, condition: { urlFilter: '/blocked?b=' } }]

/** @returns the extension's folder, and what removes it */
export function writeBlocker() {
  const folder = mkdtempSync(path.join(tmpdir(), 'sojourn-blocker-'))
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest))
  writeFileSync(path.join(folder, 'rules.json'), JSON.stringify(rules))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
