import type { Input, Service } from '../channels/channel.ts'
import type { Medium } from '../channels/media/medium.ts'
import type { Flow } from '../core/flow.ts'
import type { Screen } from '../core/reply.ts'
import type { Converse } from './conversation.ts'

/** What a person does on a phone. */
export type Move =
  /** Sends a message, or types on the screen of a session. */
  | { readonly kind: 'says'; readonly text: string }
  /**
   * Dials a service code, perhaps one that is tied to a flow, where the network keeps sessions; elsewhere follows a link, perhaps
   * one that holds a flow's keyword.
   */
  | { readonly kind: 'opens'; readonly target: string | null }

/** A phone as one person holds it: what it sends goes through the same code as the webhooks. */
export interface Phone {
  readonly medium: Medium
  /** null: silence. */
  does(move: Move): Promise<Screen | null>
}

interface PhoneSettings {
  readonly converse: Converse
  readonly medium: Medium
  /** The phone can do what this channel can do for people. */
  readonly service: Pick<Service, 'sends'>
  readonly number: string
}

export function createPhone({ converse, medium, service, number }: PhoneSettings): Phone {
  let messages = 0
  let sessions = 0
  /** Everything typed in the open session; null where none is open. */
  let said: string | null = null
  /** What the code that was dialled last is tied to. */
  let flow: string | null = null

  async function send(input: Input): Promise<Screen | null> {
    const reference = String(++messages)
    // As providers' ids: no two messages of anybody have the same.
    const messageId = `${medium.name}/${number}/${reference}`
    const { screen } = await converse(
      { medium, address: { scheme: 'tel', value: number }, messageId, reference, input },
      // Whoever holds it reads the reply at once, whatever way it takes.
      { channel: 'phone', reply: 'response', sends: service.sends },
    )
    if (screen?.end) said = null
    return screen
  }

  function dial(target: string | null) {
    said = ''
    flow = target
    sessions++
    return send({ kind: 'dialogue', id: String(sessions), said, flow })
  }

  function type(text: string) {
    // The network closed the session with the last screen: typing again means dialling again.
    if (said === null) return dial(null)
    said = said === '' ? text : `${said}*${text}`
    return send({ kind: 'dialogue', id: String(sessions), said, flow })
  }

  return {
    medium,
    does(move) {
      if (move.kind === 'says')
        return medium.keepsSession ? type(move.text) : send({ kind: 'message', text: move.text })
      return medium.keepsSession ? dial(move.target) : send({ kind: 'start', keyword: move.target })
    },
  }
}

/** How a person comes into a flow: by its keyword, which also chooses the language, or by a service code that is tied to it. */
export function waysInto({ name, languages, keywords }: Flow, medium: Medium, language: string | undefined): Move[] {
  if (medium.keepsSession && language === undefined) return [{ kind: 'opens', target: name }]
  const [text = ''] = keywords[language ?? languages[0] ?? ''] ?? []
  const says: Move = { kind: 'says', text }
  return medium.keepsSession ? [{ kind: 'opens', target: null }, says] : [says]
}
