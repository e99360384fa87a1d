import { z } from 'zod'
import { choiceNameSchema, flowNameSchema, roundNameSchema } from '../../core/names.ts'
import { Problem } from '../../problem.ts'

/** What each part of an address means, whatever page it belongs to. No part can be a path, and each can be stored. */
const schemas = {
  name: flowNameSchema,
  round: roundNameSchema,
  point: choiceNameSchema,
  id: z.uuid(),
  token: z.string().regex(/^[\w-]{1,200}$/),
}
const schema = z.object(schemas).partial()

/** The parts of an address, as they were read: `{ id: '…' }`. */
export type PathParameters = Readonly<Partial<z.output<typeof schema>>>

/** Throws an error for a page whose address has a part of which nobody has said what it means. */
export function requireKnownParameters(path: string): void {
  for (const [, name = ''] of path.matchAll(/:(\w+)/g))
    if (!Object.hasOwn(schemas, name)) throw new Error(`${path}: say in parameters.ts what ":${name}" means`)
}

/** Throws `not_found` where a part cannot be what it should be. */
export function readParameters(parts: unknown): PathParameters {
  const read = schema.safeParse(parts)
  if (!read.success) throw new Problem('not_found')
  return read.data
}
