import { z } from 'zod'
import { Problem } from '../problem.ts'
import { mayHelpLater, unanswered } from './refusals.ts'

export interface TwilioAccount {
  readonly accountSid: string
  readonly authToken: string
  /** Without a slash at the end. */
  readonly apiRoot: string
}

const provider = 'Twilio'

const message = z.object({ body: z.string() })

/**
 * Empties the text of one message in Twilio's records, which keep it for as long as the account does, and looks whether it is
 * empty now (https://www.twilio.com/docs/messaging/api/message-resource#redact-a-message). A message that is not there any more
 * is as good. Throws `provider_unavailable`, `provider_uncertain` or `provider_rejected`.
 */
export async function redactMessage(
  { accountSid, authToken, apiRoot }: TwilioAccount,
  messageSid: string,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${apiRoot}/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    body: new URLSearchParams({ Body: '' }),
    redirect: 'error',
    signal,
  }).catch((error: unknown) => {
    throw unanswered(provider, error)
  })
  const content: unknown = await response.json().catch(() => null)
  if (response.status === 404) return
  // 409 and 20009: a message that is still under way cannot be changed yet.
  if (!response.ok) {
    const later = mayHelpLater(response.status) || response.status === 409 || response.status === 400
    throw new Problem(later ? 'provider_unavailable' : 'provider_rejected', `${provider} answered ${response.status}`)
  }
  if (message.safeParse(content).data?.body !== '')
    throw new Problem('provider_unavailable', `${provider} has not emptied the message`)
}
