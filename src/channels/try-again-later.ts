import type { HttpResponse } from './channel.ts'

/** For providers that send a message again later: nothing is said to the person, who will be answered then. */
export const tryAgainLater: HttpResponse = {
  status: 503,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify({ code: 'unavailable', title: 'Nothing was stored; send the message again later' }),
}
