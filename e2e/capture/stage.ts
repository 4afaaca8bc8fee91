import type { Browser } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { meet, type Person } from './person'
import { type Recorder, startRecorder } from './recorder'

/**
 * Before each test somebody new opens a tab; a server that keeps every byte stands by. It is the test's own: what the
 * tab before says while it closes may take its time.
 */
export function useStage(open: () => Promise<Browser>) {
  const stage = {} as { browser: Browser; recorder: Recorder; person: Person }
  beforeAll(async () => {
    stage.browser = await open()
  })
  afterAll(() => stage.browser?.close())
  beforeEach(async () => {
    stage.recorder = await startRecorder()
    stage.person = await meet(stage.browser, stage.recorder)
  })
  afterEach(async () => {
    await stage.person.close()
    await stage.recorder.close()
  })
  return stage
}
