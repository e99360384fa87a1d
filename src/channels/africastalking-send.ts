import { z } from 'zod'
import { Problem } from '../problem.ts'

export interface AfricasTalkingSender {
  readonly username: string
  readonly apiKey: string
  readonly apiRoot: string
  readonly from: string | undefined
}

const provider = "Africa's Talking"

const answer = z.object({
  SMSMessageData: z.object({ Recipients: z.array(z.object({ statusCode: z.number() })) }),
})

/** Codes of one recipient: processed, sent, queued. */
const accepted: ReadonlySet<number> = new Set([100, 101, 102])

/** Sender or balance to be put right by us (402, 405), or a fault on the provider's side: another try may succeed. */
const retryable: ReadonlySet<number> = new Set([402, 405, 500, 501, 502])

function seconds(header: string | null): { retryAfterSeconds?: number } {
  const value = Number.parseInt(header ?? '', 10)
  return Number.isNaN(value) ? {} : { retryAfterSeconds: value }
}

/**
 * Sends one SMS (https://developers.africastalking.com/docs/sms/sending/bulk). The HTTP status says only that the request
 * was read; whether the message was taken stands with its recipient. Throws `provider_rejected` or `provider_unavailable`.
 */
export async function sendMessage(
  { username, apiKey, apiRoot, from }: AfricasTalkingSender,
  to: string,
  message: string,
  signal: AbortSignal,
): Promise<void> {
  // Errors on the way are not kept as causes: they quote what was sent or received.
  const response = await fetch(`${apiRoot}/version1/messaging`, {
    method: 'POST',
    headers: { apiKey, accept: 'application/json' },
    body: new URLSearchParams({ username, to, message, ...(from !== undefined && { from }) }),
    redirect: 'error',
    signal,
  }).catch(() => null)
  const content: unknown = await response?.json().catch(() => null)
  if (!response) throw new Problem('provider_unavailable', `${provider} could not be reached`)

  if (!response.ok) {
    // 401 is our key, not this message: it can be put right.
    const later = response.status >= 500 || [401, 408, 429].includes(response.status)
    throw new Problem(
      later ? 'provider_unavailable' : 'provider_rejected',
      `${provider} answered ${response.status}`,
      seconds(response.headers.get('retry-after')),
    )
  }
  const status = answer.safeParse(content).data?.SMSMessageData.Recipients[0]?.statusCode
  if (status !== undefined && accepted.has(status)) return
  // Without a recipient the whole request failed (the sender's name, no balance), or the answer cannot be read.
  const later = status === undefined || retryable.has(status)
  throw new Problem(
    later ? 'provider_unavailable' : 'provider_rejected',
    `${provider} gave the recipient code ${status ?? 'none'}`,
  )
}
