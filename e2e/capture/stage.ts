import { afterAll, afterEach, beforeEach } from 'vitest'
import { withFirefox } from '../support/firefox'
import { type engines, handsOn, type Person, type Profile } from './person'
import { type Recorder, startRecorder } from './recorder'

/**
 * Somebody with a tab, and a server that keeps every byte. The server is the test's own: what the page before says while
 * it goes may take its time, and nothing is stored for this origin yet. The tab is that of the test before, since a new
 * one costs more than most tests do; where a test has failed, or has closed it, a new one.
 */
export function useStage(open: (typeof engines)[number]['open']) {
  const stage = {} as { browser: Profile; recorder: Recorder; person: Person }
  withFirefox.beforeAll(async ({ firefox }) => {
    stage.browser = await open({ firefox })
  })
  afterAll(() => stage.browser?.close())
  beforeEach(async () => {
    stage.recorder = await startRecorder()
    const page = stage.person?.page
    stage.person = handsOn(page && !page.isClosed() ? page : await stage.browser.newPage(), stage.recorder)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.person.close()
    await stage.recorder.close()
  })
  return stage
}
