import { defineConfig } from 'vitest/config'

/** What comes when it comes: retention over a busy cluster takes seconds. */
const patient = { expect: { poll: { timeout: 30_000 } } }

/** A real browser on a loaded machine: generous, since no test waits for time to pass. */
const browsers = { environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 }

/** Judged by the clock: what the report shows within two seconds, what a browser lets a dying page say. */
const ALONE = ['e2e/live.e2e.ts', 'e2e/delivery/**/*.e2e.ts']

// One runner for everything: `vitest run --project sdk` is a developer's inner loop, `npm test` runs them all.
export default defineConfig({
  test: {
    // Unit tests wait for disks and sockets as often as they compute: a worker for each core, not one fewer.
    maxWorkers: '100%',
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
          ...browsers,
          name: 'e2e',
          // Files that a worker plays share its Firefox (e2e/support/firefox.ts).
          isolate: false,
          include: ['e2e/**/*.e2e.ts'],
          exclude: ALONE,
          // Two files at a time, with browsers and servers of their own: while one waits, the other works.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...browsers,
          name: 'e2e-alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
