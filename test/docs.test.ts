// @vitest-environment node
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'collector/README.md', 'demo/README.md']
  .filter(existsSync)
  .concat(readdirSync('docs').flatMap(name => (name.endsWith('.md') ? [`docs/${name}`] : [])))

// Built, or made when it runs.
const BUILT = /(^|\/)(dist|data|node_modules)\//
const FOLDERS = 'src|test|e2e|scripts|collector|demo|docs|bench|capture|session|deliver|browser'

/** `[text](target)` and `![alt](target)` that lead into the repository. */
function links(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => (target ?? '').replace(/#.*$/, ''))
    .filter(target => target && !/^[a-z]+:/.test(target))
}

/** Names like `src/session/rules.ts` and `session/rules` in code. */
function names(text: string): string[] {
  const inCode = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '')
  return inCode.filter(code => new RegExp(`^(${FOLDERS})/[\\w./-]*$`).test(code) && !BUILT.test(code))
}

const exists = (name: string) => [name, `${name}.ts`, `src/${name}`, `src/${name}.ts`].some(existsSync)

describe.each(documents)('%s', document => {
  const text = readFileSync(document, 'utf8')

  test('links to files that exist', () => {
    const broken = links(text).filter(target => !existsSync(path.join(path.dirname(document), target)))
    expect(broken).toEqual([])
  })

  test('names files that exist', () => {
    expect(names(text).filter(name => !exists(name))).toEqual([])
  })
})

describe('README.md', () => {
  test('has a row for every option', () => {
    const [, typed = ''] = /export interface Options \{(.*?)\n\}/s.exec(readFileSync('src/options.ts', 'utf8')) ?? []
    const [, table = ''] = /### Options(.*?)\n## /s.exec(readFileSync('README.md', 'utf8')) ?? []
    const options = [...typed.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name)
    const rows = [...table.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name)
    expect(options.length).toBeGreaterThan(10)
    expect(rows).toEqual(options)
  })
})
