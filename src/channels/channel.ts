import type { IncomingHttpHeaders } from 'node:http'
import type { Screen } from '../core/reply.ts'
import type { Medium } from './media/medium.ts'

/** Where a person can be reached. The raw value goes no further inward than the conversation, which turns it into keyed hashes. */
export interface Address {
  /** Addresses of one scheme name the same person whatever the channel: a telephone number is one by SMS and by USSD. */
  readonly scheme: 'tel' | 'telegram' | 'whatsapp'
  /** Normalised: E.164 with its plus sign, the decimal chat id, or WhatsApp's id of somebody who shows no number. */
  readonly value: string
}

export interface WrittenMessage {
  readonly kind: 'message'
  readonly text: string
  /** The provider took it for a word of its own, and has answered it: whoever had stopped gets messages again, or got help. */
  readonly provider?: 'delivers_again' | 'has_helped'
}

/** What the person did. */
export type Input =
  /** wrote a message; the caption of a picture is one too */
  | WrittenMessage
  /** sent something that is no text: a voice note, a sticker, a picture without caption, a location, an empty message */
  | { readonly kind: 'unreadable' }
  /** changed a message that was sent before; `text` is the new one */
  | { readonly kind: 'edit'; readonly text: string }
  /** opened the conversation by a link, perhaps one that names a flow's keyword */
  | { readonly kind: 'start'; readonly keyword: string | null }
  /** is in a session that the provider keeps: `said` is everything typed in it so far, joined by `*`; empty on dialling */
  | { readonly kind: 'dialogue'; readonly id: string; readonly said: string; readonly flow: string | null }

/** Part of a chat, from one `Inbound.reference` to another. */
export interface Range {
  readonly from: string
  readonly to: string
}

/** One message from one person, whatever the channel. */
export interface Inbound {
  readonly medium: Medium
  readonly address: Address
  /**
   * The same for every copy of one message, and different for different messages of one channel; in a dialogue for different
   * messages of one session, whose id may come again.
   */
  readonly messageId: string
  /** Its place in the chat, where the channel can erase what was said since. Nobody else reads it. */
  readonly reference?: string
  readonly input: Input
}

/** What became of a message that we sent; the last two are final. */
export type DeliveryState = 'sent' | 'delivered' | 'failed'

/** What one webhook request means. */
export type WebhookEvent =
  | { readonly kind: 'inbound'; readonly inbound: Inbound }
  /** what became of a message that we sent; `messageId` is the provider's */
  | {
      readonly kind: 'delivery'
      readonly messageId: string
      readonly state: DeliveryState
      /** Whom it went to, where the report says so. */
      readonly address?: Address
      /** The person has told the provider to take nothing from us any more, on this medium. */
      readonly blockedOn?: Medium
    }
  /** a person has told the provider to take nothing from us any more; nothing is said to that. `messageId` names the occasion */
  | {
      readonly kind: 'departure'
      readonly address: Address
      readonly medium: Medium
      readonly messageId: string
    }
  /** authentic, but nothing for us to do: acknowledged and forgotten */
  | { readonly kind: 'ignored'; readonly reason: string }

/** The parts of an HTTP request that an endpoint may look at. */
export interface WebhookRequest {
  readonly headers: IncomingHttpHeaders
  /** Values from the path, such as `:secret`. */
  readonly parameters: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface HttpResponse {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** One webhook route of a provider. */
export interface Endpoint {
  /** Express path, beginning with `/webhooks/`. */
  readonly path: string
  /** The media type that the provider sends; anything else is answered 415. */
  readonly contentType: 'application/x-www-form-urlencoded' | 'application/json'
  /** Throws `not_authentic` or `foreign_account`; runs before anything of the content is used. */
  authenticate(request: WebhookRequest): void
  /** Throws `malformed`. */
  parse(request: WebhookRequest): WebhookEvent
  /** `response`: the reply is the answer to this request. `queue`: it leaves afterwards, through `Channel.send`. */
  readonly reply: 'response' | 'queue'
  /** The provider keeps what was said: each message is erased there once it is handled, each reply once it is on its way. */
  readonly erasesHandled?: boolean
  /** The answer to an acknowledged request; `screen` is null where nothing is to be said (and always for `queue`). */
  render(screen: Screen | null, inbound: Inbound | null): HttpResponse | Promise<HttpResponse>
  /** The answer while nothing can be stored; `apology` is in the default language. */
  unavailable(apology: string): HttpResponse
}

/** What a channel can do for people on one kind of phone screen. */
export interface Service {
  /** The name of the medium. */
  readonly medium: string
  /** As its endpoint has it. */
  readonly reply: Endpoint['reply']
  /** The channel has `send`. */
  readonly sends: boolean
}

/** A provider with everything that we know about it, in one file. */
export interface Channel {
  readonly name: string
  /** One for each medium that it serves. Known also while the channel is off, for previews and for phones that are only simulated. */
  readonly services: readonly Service[]
  readonly endpoints: readonly Endpoint[]
  /**
   * Sends one screen outside a webhook response; yields what delivery reports will call it, null where there are none. Throws
   * `provider_rejected` (never try again), `provider_blocked` (the person wants nothing from us any more),
   * `provider_unavailable` (it was certainly not sent) or `provider_uncertain` (it may have been).
   */
  send?(address: Address, screen: Screen, signal: AbortSignal): Promise<string | null>
  /**
   * Takes everything back that was said in a chat from one message to another, both included and as `Inbound.reference` names
   * them, as far as the provider still allows. May be done twice. Throws as `send` does.
   */
  erase?(address: Address, range: Range, signal: AbortSignal): Promise<void>
}

/** A channel whose variables are not all set: it is off, and the start-up says why. */
export interface ChannelOff {
  readonly name: string
  readonly services: readonly Service[]
  readonly missing: readonly string[]
}
