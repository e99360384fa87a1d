import { expect, test } from 'vitest'
import { freshSession, readSession } from '../../src/conversation/session.ts'
import { plainReply } from '../../src/core/reply.ts'

const stored = (reply: object | null, dialogue: object | null = null) =>
  readSession(JSON.parse(JSON.stringify({ ...freshSession, language: 'sw', reply, dialogue })))

test('what is said before the last reply is remembered with it', () => {
  const reply = { ...plainReply('Second?'), lead: ['Say 1 or 2.'] }
  expect(stored(reply).reply).toEqual(reply)
})

test('what an earlier version of the program stored is still read', () => {
  const reply = { text: 'Second?', choices: [], end: false, discreet: false }
  const { reply: read, dialogue, language } = stored(reply, { id: 'hashed', length: 3 })
  expect(language).toBe('sw')
  expect(read).toEqual({ ...reply, readInFull: false, traces: null })
  expect(dialogue).toMatchObject({ id: 'hashed', length: 3, over: false, displaced: null })
})

test('what a newer version stored is left to it; what no version stored is forgotten', () => {
  const newer = { ...freshSession, format: 2, something: 'new' }
  expect(() => readSession(newer)).toThrow(expect.objectContaining({ code: 'unavailable' }))
  expect(readSession({ ...freshSession, format: 1, language: 'sw' }).language).toBe('sw')
  expect(readSession({ ...freshSession, something: 'new', language: 'sw' }).language).toBe(null)
})
