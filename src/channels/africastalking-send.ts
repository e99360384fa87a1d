import { z } from 'zod'
import { Problem, type ProblemCode } from '../problem.ts'
import { mayHelpLater, unanswered } from './refusals.ts'

export interface AfricasTalkingSender {
  readonly username: string
  readonly apiKey: string
  readonly apiRoot: string
  readonly from: string | undefined
}

const provider = "Africa's Talking"

const answer = z.object({
  SMSMessageData: z.object({
    Recipients: z.array(z.object({ statusCode: z.number(), messageId: z.string().optional() })),
  }),
})

/** Codes of one recipient: processed, sent, queued. */
const accepted: ReadonlySet<number> = new Set([100, 101, 102])

/** Sender or balance to be put right by us (402, 405), or a fault on the provider's side: another try may succeed. */
const retryable: ReadonlySet<number> = new Set([402, 405, 500, 501, 502])

/** The person wrote STOP to the provider, or asked it by other means. */
const inBlacklist = 406

function seconds(header: string | null): { retryAfterSeconds?: number } {
  const value = Number.parseInt(header ?? '', 10)
  return Number.isNaN(value) ? {} : { retryAfterSeconds: value }
}

/**
 * Sends one SMS (https://developers.africastalking.com/docs/sms/sending/bulk); yields the id that its delivery report will
 * carry. The HTTP status says only that the request was read; whether the message was taken stands with its recipient.
 */
export async function sendMessage(
  { username, apiKey, apiRoot, from }: AfricasTalkingSender,
  to: string,
  message: string,
  signal: AbortSignal,
): Promise<string | null> {
  const response = await fetch(`${apiRoot}/version1/messaging`, {
    method: 'POST',
    headers: { apiKey, accept: 'application/json' },
    body: new URLSearchParams({ username, to, message, ...(from !== undefined && { from }) }),
    // Nothing is sent to an address that the provider names: it would get our key.
    redirect: 'manual',
    signal,
  }).catch((error: unknown) => {
    throw unanswered(provider, error)
  })
  const content: unknown = await response.json().catch(() => null)

  if (!response.ok) {
    throw new Problem(
      mayHelpLater(response.status) || response.status < 400 ? 'provider_unavailable' : 'provider_rejected',
      `${provider} answered ${response.status}`,
      seconds(response.headers.get('retry-after')),
    )
  }
  const parsed = answer.safeParse(content)
  if (!parsed.success) throw new Problem('provider_uncertain', `${provider} answered what cannot be read`)
  const [recipient] = parsed.data.SMSMessageData.Recipients
  // Without a recipient the whole request failed: the sender's name, no balance.
  if (!recipient) throw new Problem('provider_unavailable', `${provider} names no recipient`)
  if (accepted.has(recipient.statusCode)) return recipient.messageId ?? null
  throw new Problem(codeOf(recipient.statusCode), `${provider} gave the recipient code ${recipient.statusCode}`)
}

function codeOf(status: number): ProblemCode {
  if (status === inBlacklist) return 'provider_blocked'
  return retryable.has(status) ? 'provider_unavailable' : 'provider_rejected'
}
