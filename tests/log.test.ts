import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'
import { Problem } from '../src/problem.ts'

/** Keeps what is written to it. */
function output(isTTY = false) {
  const lines: string[] = []
  return { lines, isTTY, write: (line: string) => lines.push(line) }
}

function logged(details: object, message = 'happened', isTTY = false): string {
  const written = output(isTTY)
  createLog('debug', written).info(details, message)
  return written.lines.join('')
}

test('an entry is one line of JSON with its details', () => {
  const line = logged({ channel: 'twilio', seconds: 0.01, count: 3, at: new Date(0) })
  expect(line.match(/\n/g)).toHaveLength(1)
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    channel: 'twilio',
    seconds: 0.01,
    count: 3,
    at: '1970-01-01T00:00:00.000Z',
    msg: 'happened',
  })
})

test.each([
  ['addresses', { address: { value: '+254711000111' } }],
  ['texts', { inbound: { input: { text: 'CANARY' } } }],
  ['secrets', { TWILIO_AUTH_TOKEN: 'CANARY', webhookSecret: 'CANARY', apiKey: 'CANARY', headers: { a: 'CANARY' } }],
  ['numbers inside other texts', { note: 'from +254711000111 to 254711000111', bangla: '০১৭১১০০০১১১' }],
  ['what errors quote', { error: new SyntaxError('Unexpected token in CANARY') }],
  ['causes', { error: new Error('x', { cause: new Error('CANARY +254711000111') }) }],
  ['what lies deep', { a: { b: { c: { d: { e: { f: { g: { h: 'CANARY' } } } } } } } }],
])('%s are not written', (_, details) => {
  expect(logged(details)).not.toMatch(/CANARY|254711000111|০১৭১১০০০১১১/)
})

test('a number in the message is not written', () => {
  expect(logged({}, 'cannot reach 254711000111')).not.toContain('254711000111')
})

test('an error keeps its kind, its code and the places it passed', () => {
  const error = Object.assign(new Error('CANARY'), { code: '22021' })
  expect(JSON.parse(logged({ error })).error).toMatchObject({
    kind: 'Error',
    code: '22021',
    places: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
  })
})

test('a problem of ours keeps its message too', () => {
  const { error } = JSON.parse(logged({ error: new Problem('malformed', 'phoneNumber') }))
  expect(error).toMatchObject({ code: 'malformed', message: expect.stringContaining('phoneNumber') })
})

test('on a terminal an entry is readable', () => {
  expect(logged({ channel: 'twilio', count: 3 }, 'it happened', true)).toMatch(
    /^\d\d:\d\d:\d\d info {2}it happened channel="twilio" count=3\n$/,
  )
})

test.each([false, true])('line breaks and terminal sequences do not get through (terminal: %s)', (isTTY) => {
  const line = logged({ name: 'a\r\nb\u001b[31m' }, 'a\nb\u001b', isTTY)
  expect([...line.trimEnd()].filter((character) => character < ' ')).toEqual([])
})

test('a terminal gets no control characters of the second block either', () => {
  expect(logged({ name: '\u009b31m' }, '\u009b', true)).not.toContain('\u009b')
})

test('what is below the level is left out', () => {
  const written = output()
  const log = createLog('warn', written)
  log.debug({}, 'a')
  log.info({}, 'b')
  log.warn({}, 'c')
  log.error({}, 'd')
  expect(written.lines.map((line) => JSON.parse(line).msg)).toEqual(['c', 'd'])
})

test('a silent log writes nothing', () => {
  const written = output()
  createLog('silent', written).error({}, 'a')
  expect(written.lines).toEqual([])
})

test('what cannot be written is counted, and never fails', () => {
  const throwing = createLog('info', {
    write() {
      throw new Error('ENOSPC')
    },
  })
  throwing.warn({}, 'a')
  const failing = createLog('info', { write: (_, done) => done(new Error('EPIPE')) })
  failing.warn({}, 'a')
  failing.debug({}, 'not written anyway')
  const working = createLog('info', { write: (_, done) => done() })
  working.warn({}, 'a')
  expect([throwing.lost(), failing.lost(), working.lost()]).toEqual([1, 1, 0])
})
