import type { Input } from '../channels/channel.ts'
import type { Medium } from '../channels/media/medium.ts'
import type { Converse } from '../conversation/conversation.ts'
import type { Screen } from '../core/reply.ts'

/** A phone as one person holds it: what it sends goes through the same code as the webhooks. */
export interface Phone {
  readonly medium: Medium
  /** Sends a message, or types on a USSD screen. null: silence. */
  says(text: string): Promise<Screen | null>
  /** Dials a service code (USSD) or follows a link; `flow` where the code is tied to one. */
  opens(flow: string | null): Promise<Screen | null>
}

interface PhoneSettings {
  readonly converse: Converse
  readonly medium: Medium
  /** USSD: the network keeps a session, and sends everything typed in it so far. */
  readonly keepsSession: boolean
  readonly number: string
}

export function createPhone({ converse, medium, keepsSession, number }: PhoneSettings): Phone {
  let messages = 0
  let sessions = 0
  let said: string | null = null

  async function send(input: Input): Promise<Screen | null> {
    const { screen } = await converse(
      { medium, address: { scheme: 'tel', value: number }, messageId: String(++messages), input },
      { channel: 'phone', reply: 'response' },
    )
    if (screen?.end) said = null
    return screen
  }

  const dial = (flow: string | null) => {
    said = ''
    sessions++
    return send({ kind: 'dialogue', id: String(sessions), said, flow })
  }

  return {
    medium,
    opens: (flow) => (keepsSession ? dial(flow) : send({ kind: 'start', keyword: flow })),
    async says(text) {
      if (!keepsSession) return send({ kind: 'message', text })
      // The network closed the session with the last screen: typing again means dialling again.
      if (said === null) return dial(null)
      said = said === '' ? text : `${said}*${text}`
      return send({ kind: 'dialogue', id: String(sessions), said, flow: null })
    },
  }
}
