import { defineConfig } from 'vitest/config'

/** A real browser on a loaded machine: generous, since no test waits for time to pass. */
const realBrowsers = { testTimeout: 60_000, hookTimeout: 60_000 }

/** What comes when it comes: retention over a busy cluster takes seconds. */
const patient = { expect: { poll: { timeout: 30_000 } } }

// One runner for everything: `vitest run --project sdk` is a developer's inner loop, `npm test` runs them all.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'sdk',
          environment: 'happy-dom',
          environmentOptions: { happyDOM: { url: 'https://shop.example/' } },
          include: ['test/**/*.test.ts'],
          // Fuzzes of 100 000 inputs, on a machine that may be busy.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'collector',
          environment: 'node',
          include: ['collector/**/*.test.ts'],
          // Real sockets and files on a machine that may be busy: no test waits for time to pass.
          testTimeout: 90_000,
          hookTimeout: 120_000,
          ...patient,
        },
      },
      {
        test: {
          // Real servers, started by `npm run test:clickhouse`.
          name: 'clickhouse',
          environment: 'node',
          include: ['collector/test/clickhouse/**/*.ch.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...patient,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'capture',
          environment: 'node',
          include: ['e2e/capture/**/*.e2e.ts'],
          ...realBrowsers,
          // What is counted here does not depend on when it happens, and every page has a server of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['e2e/*.e2e.ts', 'e2e/{delivery,sessions}/**/*.e2e.ts'],
          ...realBrowsers,
          // One browser at a time: two would only slow each other down and blur the durations under test.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
