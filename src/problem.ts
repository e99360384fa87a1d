/**
 * The closed catalogue of errors. Every entry says what happened and what to do about it, and carries the policy that goes
 * with it: the HTTP status, and whether the same request may succeed later. Details name places (a file, a variable, a
 * field), never a value that came from a person, and never a secret.
 */
const catalogue = {
  not_found: { status: 404, retryable: false, title: 'There is nothing at this address' },
  method_not_allowed: { status: 405, retryable: false, title: 'This address does not take that method' },
  content_type: { status: 415, retryable: false, title: 'The content type is not the one that this webhook takes' },
  too_large: { status: 413, retryable: false, title: 'The message is larger than any that the provider sends' },
  not_authentic: { status: 403, retryable: false, title: 'The request does not prove that it comes from the provider' },
  foreign_account: { status: 403, retryable: false, title: 'The request belongs to another account or number' },
  malformed: { status: 400, retryable: false, title: 'The message does not have the form that the provider documents' },
  not_allowed: { status: 403, retryable: false, title: 'This account may not do that' },
  token_invalid: { status: 401, retryable: false, title: 'The token is missing, wrong, too old, or was revoked' },
  scope_missing: { status: 403, retryable: false, title: 'The token does not cover this' },
  form_expired: { status: 403, retryable: false, title: 'The form does not belong to this session; open it again' },
  link_unusable: { status: 410, retryable: false, title: 'The link was used, or is too old; ask for a new one' },
  throttled: { status: 429, retryable: true, title: 'Too many requests; try again later' },
  unavailable: {
    status: 503,
    retryable: true,
    title: 'The service cannot store anything at the moment; try again later',
  },
  internal: { status: 500, retryable: true, title: 'The service failed on this request' },
  configuration: { status: 500, retryable: false, title: 'The configuration is not usable' },
  flow_invalid: { status: 500, retryable: false, title: 'A question flow is not usable' },
  draft_faulty: { status: 409, retryable: false, title: 'The draft has errors; they are to be mended first' },
  flow_unknown: { status: 404, retryable: false, title: 'There is no flow of that name' },
  round_unknown: { status: 404, retryable: false, title: 'Nobody was asked that flow in such a round' },
  round_open: { status: 409, retryable: false, title: 'The round is not closed yet' },
  flow_exists: { status: 409, retryable: false, title: 'There is already a flow of that name' },
  draft_outdated: {
    status: 409,
    retryable: false,
    title: 'Somebody else has saved this draft meanwhile; open it again and repeat your change',
  },
  form_costly: {
    status: 422,
    retryable: false,
    title: 'The form takes too long, or too much memory; ask less in it, or divide it',
  },
  form_unreadable: { status: 400, retryable: false, title: 'The spreadsheet cannot be read as an XLSForm' },
  language_unknown: { status: 404, retryable: false, title: 'The flow does not speak that language' },
  provider_rejected: { status: 502, retryable: false, title: 'The provider did not accept the message' },
  provider_blocked: { status: 502, retryable: false, title: 'The person has told the provider to take no messages' },
  provider_unavailable: {
    status: 502,
    retryable: true,
    title: 'The provider could not be reached, or asked to try again later',
  },
  provider_uncertain: {
    status: 502,
    retryable: true,
    title: 'The provider was asked and did not answer; the message may have been sent',
  },
  sealed_unreadable: {
    status: 500,
    retryable: false,
    title: 'A sealed record could not be opened: it was changed, moved, or sealed with another key',
  },
  database: { status: 503, retryable: true, title: 'The database cannot be used' },
  worker_failed: {
    status: 500,
    retryable: false,
    title: 'One of the processes of WORKERS did not start, or did not end in order; what it said stands above',
  },
  usage: { status: 400, retryable: false, title: 'The command was not understood' },
} as const

export type ProblemCode = keyof typeof catalogue

/** The catalogue, for those who meet its codes. */
export const everyProblem = Object.entries(catalogue).map(([code, entry]) => ({ code, ...entry }))

/** An error that the program knows: see the catalogue above. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  /** What the code says, without anything special to this case. */
  readonly title: string
  readonly retryable: boolean
  /** What is special to this case and what to do, one line each. */
  readonly details: readonly string[]
  /** Seconds to wait before trying again, where that is known. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ProblemCode,
    details: string | readonly string[] = [],
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    const lines = typeof details === 'string' ? [details] : details
    super([catalogue[code].title, ...lines].join(lines.length > 1 ? '\n  ' : ': '), { cause: options.cause })
    this.code = code
    this.status = catalogue[code].status
    this.title = catalogue[code].title
    this.retryable = catalogue[code].retryable
    this.details = lines
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

const fileFaults: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full; make room',
  EDQUOT: 'its quota is used up; make room',
  EACCES: 'this user may not read or write it; run as its owner, or give it to this user with chown',
  EPERM: 'this user may not change it; run as its owner, or give it to this user with chown',
  EROFS: 'it is on a read-only file system; choose another folder',
  ENOTDIR: 'it is a file, or lies below one; choose a folder',
  EEXIST: 'it is a file; choose a folder',
  EISDIR: 'it is a folder where a file should be; move it away',
  ENOENT: 'it does not exist; restore it from a backup',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
}

/** What to do about an error of the file system; null for any other error. Name the path beside it. */
export function fileFault(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? (fileFaults[code] ?? null) : null
}
