import { Api, GrammyError, HttpError, Keyboard } from 'grammy'
import type { Screen } from '../core/reply.ts'
import { sameSecret } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import type { Channel, ChannelOff, Range, Service } from './channel.ts'
import { jsonOf, read } from './content.ts'
import { telegram as medium } from './media/telegram.ts'
import { mayHelpLater, unanswered } from './refusals.ts'
import { eventOf, update } from './telegram-update.ts'
import { tryAgainLater } from './try-again-later.ts'
import { unset } from './unset.ts'

export interface TelegramSettings {
  readonly telegram: {
    readonly botToken: string | undefined
    readonly webhookSecret: string | undefined
    /** Without a slash at the end. */
    readonly apiRoot: string
  }
}

const name = 'telegram'
const services: readonly Service[] = [{ medium: medium.name, reply: 'response', sends: true }]

const keyboardOf = ({ buttons }: Screen) =>
  buttons.length > 0
    ? Keyboard.from(buttons.map((label) => [label]))
        .resized()
        .oneTime()
    : { remove_keyboard: true as const }

const sendScreen = (api: Api, chat: string, screen: Screen, signal?: AbortSignal) =>
  api.sendMessage(
    Number(chat),
    screen.text,
    { reply_markup: keyboardOf(screen), link_preview_options: { is_disabled: true } },
    // grammY's own type for the signal lacks newer members of the platform's.
    signal as Parameters<Api['sendMessage']>[3],
  )

/** Telegram says no to this chat, or asks for patience, or does not answer. */
function problemOf(error: unknown): Problem {
  if (!(error instanceof GrammyError)) return unansweredByTelegram(error)
  const answer = `Telegram answered ${error.error_code}`
  // 403: the bot was blocked, or the person's account is closed.
  if (error.error_code === 403) return new Problem('provider_blocked', answer)
  if (!mayHelpLater(error.error_code)) return new Problem('provider_rejected', answer)
  const { retry_after: seconds } = error.parameters
  return new Problem('provider_unavailable', answer, seconds === undefined ? {} : { retryAfterSeconds: seconds })
}

/** https://core.telegram.org/bots/api#deletemessages: so many at once, not older than 48 hours; what is gone is passed over. */
const mostDeleted = 100
/** The ids of a private chat count up, those of both sides together; more than this is not one conversation. */
const longestRange = 1000

/** The message ids of a range, the latest first, in portions that can be deleted at once. */
function portionsOf({ from, to }: Range): number[][] {
  const last = Number(to)
  const count = Math.min(last - Number(from) + 1, longestRange)
  const ids = Array.from({ length: Math.max(count, 0) }, (_, index) => last - index)
  return Array.from({ length: Math.ceil(ids.length / mostDeleted) }, (_, index) =>
    ids.slice(index * mostDeleted, (index + 1) * mostDeleted),
  )
}

/** Kinds of errors of grammY's HTTP client after an answer that is none of Telegram's: a gateway's page, a redirection. */
const strangers: ReadonlySet<unknown> = new Set(['invalid-json', 'no-redirect'])

function unansweredByTelegram(error: unknown): Problem {
  const cause: unknown = error instanceof HttpError ? error.error : error
  const isStranger = cause instanceof Error && 'type' in cause && strangers.has(cause.type)
  return isStranger
    ? new Problem('provider_unavailable', 'somebody else answered for Telegram')
    : unanswered('Telegram', cause)
}

/** Telegram: private chats with a bot; the reply is a method call in the response to the webhook. */
export function telegram(settings: TelegramSettings): Channel | ChannelOff {
  const { botToken, webhookSecret, apiRoot } = settings.telegram
  if (botToken === undefined || webhookSecret === undefined) {
    return { name, services, missing: unset({ TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_WEBHOOK_SECRET: webhookSecret }) }
  }
  const api = new Api(botToken, { apiRoot, baseFetchConfig: { redirect: 'error' } })

  return {
    ...{ name, services },
    endpoints: [
      {
        path: '/webhooks/telegram',
        contentType: 'application/json',
        reply: 'response',

        authenticate({ headers }) {
          const secret = headers['x-telegram-bot-api-secret-token']
          if (typeof secret !== 'string' || !sameSecret(secret, webhookSecret)) throw new Problem('not_authentic')
        },

        parse: ({ body }) => eventOf(read(update, jsonOf(body))),

        async render(screen, inbound) {
          const calls: string[] = []
          if (screen && inbound) {
            const envelope = { send: (call: string) => void calls.push(call) }
            const replyApi = new Api(botToken, { canUseWebhookReply: () => true }, envelope)
            await sendScreen(replyApi, inbound.address.value, screen)
          }
          return { status: 200, contentType: 'application/json; charset=utf-8', body: calls.join('') }
        },

        unavailable: () => tryAgainLater,
      },
    ],

    async send(address, screen, signal) {
      try {
        await sendScreen(api, address.value, screen, signal)
        return null
      } catch (error) {
        throw problemOf(error)
      }
    },

    async erase(address, range, signal) {
      for (const ids of portionsOf(range)) {
        try {
          await api.deleteMessages(Number(address.value), ids, signal as Parameters<Api['deleteMessages']>[2])
        } catch (error) {
          const problem = problemOf(error)
          // What is too old to be deleted does not keep the rest from it.
          if (problem.code !== 'provider_rejected') throw problem
        }
      }
    },
  }
}
