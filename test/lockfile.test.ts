// @vitest-environment node
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  resolved?: string
  integrity?: string
  optionalDependencies?: Record<string, string>
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))

test('the lockfile holds the part for every platform, or npm ci refuses it', () => {
  const missing = Object.entries(packages).flatMap(([, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(name => !packages[`node_modules/${name}`]),
  )
  expect(missing).toEqual([])
})

test('the lockfile names no registry, so that each uses their own', () => {
  expect(
    Object.values(packages).flatMap(({ resolved }) => (/^https?:/.test(resolved ?? '') ? [resolved] : [])),
  ).toEqual([])
})

test('every dependency is pinned', () => {
  const versions: string[] = Object.values({ ...dependencies, ...devDependencies })
  expect(versions.filter(version => !/^\d/.test(version))).toEqual([])
})
