import { Problem } from '../problem.ts'

/** What system calls are named that come before anything is sent. */
const beforeSending: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])
const neverConnected: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Whether an error, or what caused it, says that no connection came about. */
function wasNeverSent(error: unknown): boolean {
  if (!isObject(error)) return false
  return neverConnected.has(error.code) || beforeSending.has(error.syscall) || wasNeverSent(error.cause ?? error.error)
}

/**
 * A request without an answer: `provider_unavailable` where it was certainly not sent, else `provider_uncertain`. The error is
 * not kept as the cause: it quotes what was sent or received.
 */
export const unanswered = (provider: string, error: unknown): Problem =>
  wasNeverSent(error)
    ? new Problem('provider_unavailable', `${provider} could not be reached`)
    : new Problem('provider_uncertain', `${provider} did not answer`)

/** Whether the same request may succeed later: faults of the provider, haste, and our own key (401), which can be put right. */
export const mayHelpLater = (status: number): boolean => status >= 500 || [401, 408, 429].includes(status)
