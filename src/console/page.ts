import type { z } from 'zod'
import type { TextParameters } from '../core/texts.ts'
import { Problem } from '../problem.ts'
import type { Account, Role } from '../store/console/accounts.ts'
import type { AuditDetails } from '../store/console/audit-log.ts'
import type { PathParameters } from './http/parameters.ts'

/** Where the console is on the server. */
export const base = '/console'

/** Whoever opens it, signed in or not; whoever is signed in; or accounts with at least one of these roles. */
export type Audience = 'anybody' | 'signed_in' | readonly Role[]

/** One page: what is shown at an address, and what can be done there. Everything around it (session, roles, forgery, errors) is done for it. */
export interface Page {
  /** Below the console, with parameters: `/accounts/:id`. */
  readonly path: string
  readonly audience: Audience
  /** Puts it into the menu and on the home page of its audience: keys of a label and of a sentence of what it is for. */
  readonly menu?: { readonly label: string; readonly about: string }
  show(request: ConsoleRequest): Promise<Answer> | Answer
  /** What its forms do, by the value of their field `action`. Where a form has faults, the page is shown again with them. */
  readonly actions?: Readonly<Record<string, Action>>
  /** Whether visits count like forms of strangers do: what is shown costs more than a page. */
  readonly limitsVisits?: boolean
  /** Bytes of a form with everything in it, where a file makes it larger than usual. */
  readonly largestForm?: number
}

/** Something that a form of a page does. Made by `action`. */
export interface Action {
  /** How the audit log calls it (`account.invited`); null for what changes nothing, or is noted where it is done. */
  readonly audit: string | null
  /** Where fewer people may do this than see the page. */
  readonly audience?: Audience
  readonly form: z.ZodObject
  run(request: ConsoleRequest, values: unknown): Promise<Answer> | Answer
}

/** An action whose `run` gets what `form` makes of the fields. Messages in `form` are text keys (`error.required`). */
export const action = <Form extends z.ZodObject>(definition: {
  readonly audit: string | null
  readonly audience?: Audience
  readonly form: Form
  run(request: ConsoleRequest, values: z.output<Form>): Promise<Answer> | Answer
}): Action => definition as Action

/** What a page knows of whoever asks for it. */
export interface ConsoleRequest {
  /** null: nobody is signed in. Pages for people who are use `signedIn`. */
  readonly account: Account | null
  /** Hash of the token of this session. */
  readonly sessionHash: Uint8Array
  /** Network address. */
  readonly address: string
  /** What this browser was given when somebody signed in with it before. */
  readonly device: string | undefined
  readonly language: string
  readonly now: Date
  /** ISO date, in the survey's time zone. */
  readonly today: string
  /** Of the path: `{ id: '…' }`. */
  readonly parameters: PathParameters
  readonly query: URLSearchParams
  /** Where browsers find us: `https://heard.example.org`. */
  readonly origin: string
  /** A text of console.json in this language: `text('accounts.title')`. */
  text(key: string, parameters?: TextParameters): string
}

/** Who is signed in. Throws `not_allowed` where nobody is. */
export function signedIn({ account }: ConsoleRequest): Account {
  if (account === null) throw new Problem('not_allowed')
  return account
}

/** What a page answers: a view, another address, or a file; with what the audit log should say besides the action's name. */
export type Answer = (View | Redirect | Elsewhere | Download) & { readonly audit?: Noted }

interface Noted {
  readonly subject?: string
  readonly details?: AuditDetails
}

export interface View {
  /** Name of a template in `views`, without `.eta`. */
  readonly view: string
  /** Heading and title, in the reader's language: `request.text('accounts.title')`. */
  readonly title: string
  readonly data?: Readonly<Record<string, unknown>>
}

export interface Redirect {
  /** Below the console: `/accounts`. */
  readonly redirect: string
  /** Key of what is said at the top of the next page. */
  readonly said?: string
  /** A token: this browser is signed in with it from now on. null: it is signed out. */
  readonly session?: string | null
  /** Proves that somebody has signed in with this browser. */
  readonly device?: string
  /** The language of this browser from now on. */
  readonly language?: string
}

interface Elsewhere {
  /** A whole address on another server. */
  readonly elsewhere: string
}

export interface Download {
  readonly file: string | Uint8Array
  readonly name: string
  readonly contentType: string
}

/** Thrown by an action whose fields are right by themselves but cannot be: shows the form again. Values are text keys. */
export class FieldFaults extends Error {
  override readonly name = 'FieldFaults'
  readonly faults: Readonly<Record<string, string>>

  constructor(faults: Readonly<Record<string, string>>) {
    super(Object.keys(faults).join(', '))
    this.faults = faults
  }
}

/** Whether somebody belongs to an audience. */
export const belongs = (account: Account | null, audience: Audience): boolean =>
  audience === 'anybody' ||
  (account !== null && (audience === 'signed_in' || audience.some((role) => account.roles.includes(role))))
