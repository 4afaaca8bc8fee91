// Why somebody is better than Sojourn in a table, beyond what it does not do at all (`lacks` in peers.mjs): what it
// leaves out, puts off or keeps elsewhere. Read in their sources and seen in their requests, storage and traces.
export const WHY = {
  cost: {
    posthog: 'its ids are in one cookie; ours has a second one, for ten seconds, while tabs agree on one session',
    snowplow:
      'posts each event at once and keeps a queue only until the answer, which is immediate here: no copy by fetchLater, no settling of a session among tabs (it costs over 40 requests a visit)',
    amplitude:
      'track() only appends to a list that is worked through later, and nothing is sent in the first second, so that it is not part of init; it arms nothing for the exit (what it loses: see Delivery)',
    mixpanel:
      'keeps all it knows in localStorage and settles nothing among tabs; what is sent every 5 s is not part of init',
    segment: 'its clicks are none, so that a click costs what the page costs',
    rudderstack: 'its clicks cost only the listeners of its page lifecycle',
    datadog:
      'one cookie, no localStorage: nothing is kept for a retry after the page; a batch is sent every 30 s or on leaving, which is not part of init',
    faro: 'an action that nothing follows is dropped without being described; it keeps nothing for a retry',
    appinsights:
      'a buffer in sessionStorage is all that is kept; a click is described by a few attributes, no form and no session is looked at',
    countly:
      'of a click it tells the place and the size of the page, nothing of what was clicked, and lets the queue wait for a timer; no cookie: everything is in localStorage, and not shared with subdomains',
    openpanel:
      'posts each event at once and keeps nothing: no storage, no batch, nothing for the exit; most of it is code that is loaded later',
    plausible: 'stores nothing and batches nothing; each event is one request',
    walkeros: 'the page names every event, so that nothing is looked for or described; it keeps nothing for a retry',
    'web-vitals': 'no events',
  },
  network: {
    segment: 'nothing of clicks and forms is sent',
    openpanel:
      'half of what we send is not sent: page_leave, engaged time, forms; each event is one small request, so that all together is more',
    plausible: 'four fields to an event and no clicks',
    walkeros: 'one short event per request, so that all together is more',
  },
  delivery: {
    snowplow:
      'what waits is in localStorage and is posted at once by the next page; ours waits for its own first answer',
    amplitude: 'what waits is in localStorage and is posted at once by the next page',
    mixpanel: 'what waits is in localStorage and is posted at once by the next page',
    countly: 'what waits is in localStorage and is posted at once by the next page',
  },
  growth: {
    posthog: 'no copy of the queue is written ahead, so that a longer one costs no more; it is lost with the page',
    snowplow: 'nearly the same; one round differs from the next by more',
    amplitude: 'nothing is written ahead or armed for the exit',
    mixpanel: 'nothing is armed for the exit, and no session is looked up',
    segment: 'no clicks are looked at',
    rudderstack: 'no clicks are looked at',
    countly: 'of a click it tells the place alone, and looks up no session',
    datadog:
      'a call is put into a buffer in memory: no session is decided, nothing is written ahead or armed for the exit',
    faro: 'a call is put into a buffer in memory: nothing is written ahead or armed for the exit',
    appinsights: 'a call is put into a buffer: nothing is armed for the exit, no session is decided',
    walkeros: 'nothing is kept: each event is posted and forgotten',
    openpanel: 'each event is posted at once, nothing is kept and nothing looked up',
    plausible: 'each event is posted at once, nothing is kept and nothing looked up',
  },
}
