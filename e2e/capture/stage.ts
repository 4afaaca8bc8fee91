import type { Browser } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { meet, type Person } from './person'
import { type Recorder, startRecorder } from './recorder'

/** Before each test somebody new opens a tab; a server that keeps every byte stands by. */
export function useStage(open: () => Promise<Browser>) {
  const stage = {} as { browser: Browser; recorder: Recorder; person: Person }
  beforeAll(async () => {
    stage.recorder = await startRecorder()
    stage.browser = await open()
  })
  afterAll(async () => {
    await stage.browser?.close()
    await stage.recorder?.close()
  })
  beforeEach(async () => {
    stage.person = await meet(stage.browser, stage.recorder)
  })
  afterEach(async () => {
    await stage.person.close()
    stage.recorder.forget()
    stage.recorder.pages.clear()
  })
  return stage
}
