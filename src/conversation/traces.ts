import type { Medium } from '../channels/media/medium.ts'
import type { Reply } from '../core/reply.ts'

/** A reply with what it says of the messages themselves: nothing where none stay, an offer where we can take them back. */
export function withTraces(reply: Reply, { staysOnHandset, canErase }: Medium): Reply {
  const { traces } = reply
  if (!traces || !staysOnHandset) return reply
  return { ...reply, text: `${reply.text}\n${canErase ? traces.offer : traces.advice}` }
}
