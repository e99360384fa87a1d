import { z } from 'zod'
import { Problem } from '../problem.ts'
import type { Input } from './channel.ts'

/** Control characters other than line breaks and tabs: nobody types them, and some break databases and terminals. */
const controls = /[^\P{Cc}\t\n\r]/gu

/** What a person wrote: any script, made well-formed, without control characters. */
export const writtenText = z.string().transform((text) => text.toWellFormed().replace(controls, ''))

/** A character that can be seen: no space, nothing of zero width, no empty Braille cell. */
const visible = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u

/** A message with this text; without a character that can be seen it holds nothing to read. */
export const messageOf = (text: string): Input =>
  visible.test(text) ? { kind: 'message', text } : { kind: 'unreadable' }

/** Reads what a provider sent. Throws `malformed`, which names the fields at fault and never what stood in them. */
export function read<Schema extends z.ZodType>(schema: Schema, content: unknown): z.output<Schema> {
  const result = schema.safeParse(content)
  if (result.success) return result.data
  throw new Problem('malformed', [...new Set(result.error.issues.map(({ path }) => path.join('.') || 'body'))])
}

/** undefined, which no schema accepts, where the body is not JSON. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
