import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { eventOf, update } from '../../src/channels/telegram-update.ts'

/** The kinds of messages that the Bot API has, as the types of the library that we use list them. */
const types = await readFile('node_modules/@grammyjs/types/message.d.ts', 'utf8')
const kinds = [...types.matchAll(/^ *(?:export )?type \w+ = (?<base>\w+)Message & MsgWith<"(?<field>\w+)">/gm)].map(
  ({ groups: { base, field } = {} }) => ({ field: field as string, isService: base === 'Service' }),
)
/** What comes with a text, and a bill, which is listed among the notices. */
const others = new Set(['text', 'invoice'])

const kindOf = (field: string) => {
  const message = { message_id: 7, chat: { id: 1, type: 'private' }, [field]: {} }
  const event = eventOf(update.parse({ update_id: 1, message }))
  return event.kind === 'inbound' ? event.inbound.input.kind : event.kind
}

test('the list of kinds is read', () => {
  expect(kinds.filter(({ isService }) => isService).length).toBeGreaterThan(40)
  expect(kinds.filter(({ isService }) => !isService).length).toBeGreaterThan(18)
})

test('everything that a person can send is seen, and nothing else is', () => {
  const listed = kinds.filter(({ field }) => !others.has(field))
  const wrong = listed.filter(({ field, isService }) => kindOf(field) !== (isService ? 'ignored' : 'unreadable'))
  expect(wrong).toEqual([])
  expect(kindOf('invoice')).toBe('unreadable')
})
