import { isPrivacySignalled } from './browser/environment'
import type { Consent, Settings } from './options'
import { CONSENT } from './resolveOptions'

export const isConsent = (state: unknown): state is Consent => CONSENT.test(state as string)

/** granted and cookieless run; pending collects in memory; denied forgets. */
export const mayRun = (state: Consent): boolean => /^[gc]/.test(state)

/** Global Privacy Control counts as a refusal, unless the site says `granted` itself. https://privacycg.github.io/gpc-spec/ */
export const firstConsent = ({ consent, explicit, gpc }: Settings): Consent => {
  if (gpc === 'ignore' || (explicit && consent === 'granted') || !isPrivacySignalled()) return consent
  return gpc === 'deny' ? 'denied' : explicit ? consent : gpc
}
