import { describe, expect, test } from 'vitest'
import { sms } from '../../src/channels/media/sms.ts'
import { countAlike } from '../../src/conversation/loop-guard.ts'
import type { Session } from '../../src/conversation/session.ts'
import { tester } from '../support/tester.ts'
import { converseWith } from './conversing.ts'

const times = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const menu = /^Send the number/

describe('the sixth identical exchange within half an hour', () => {
  test('is answered with silence, and so is every further one', () => {
    const echo = tester({ medium: 'sms' })
    for (const _ of times(5)) echo.says('I am out of the office.').sees(menu)
    for (const _ of times(20)) echo.says('I am out of the office.').hearsNothing()
    return echo
  })

  test('ends a session that the network keeps with a farewell, which gives nothing away', () => {
    const phone = tester({ medium: 'ussd' }).opens()
    for (const _ of times(5)) phone.says('77').sees(menu)
    return phone.says('77').sees('Thank you. Goodbye.').ends().opens().sees(menu).says('77').ends()
  })

  test('is followed by an answer as soon as something else is said', () => {
    const phone = tester({ medium: 'sms' })
    for (const _ of times(5)) phone.says('hello').sees(menu)
    return phone.says('hello').hearsNothing().says('hello?').sees(menu).says('hello').sees(menu)
  })

  test('is followed by an answer after half an hour without a word', () => {
    const phone = tester({ medium: 'sms' })
    for (const _ of times(7)) phone.says('hello').after({ minutes: 1 })
    return phone.says('hello').hearsNothing().after({ minutes: 31 }).says('hello').sees(menu)
  })

  test('stays silent while the other side goes on without a pause', () => {
    const echo = tester({ medium: 'sms' })
    for (const _ of times(5)) echo.says('echo').sees(menu)
    for (const _ of times(10)) echo.after({ minutes: 20 }).says('echo').hearsNothing()
    return echo
  })
})

describe('what is not an identical exchange', () => {
  test('the same reply to one question after the other', () => {
    const phone = tester('living-conditions', { language: 'en' })
    for (const _ of times(8)) phone.says('1').sees(/./)
    return phone
  })

  test('the same message, a few times an hour', () => {
    const phone = tester({ medium: 'sms' })
    for (const _ of times(30)) phone.says('hello').sees(menu).after({ minutes: 10 })
    return phone
  })

  test('dialling again and again', () => {
    const phone = tester({ medium: 'ussd' })
    for (const _ of times(30)) phone.opens().sees(menu)
    return phone
  })
})

test('nothing is queued for silence, and it is told apart from an answer', async () => {
  const { converse, outbound } = converseWith({})
  const says = (messageId: string) =>
    converse(
      {
        medium: sms,
        address: { scheme: 'tel', value: '+254711000111' },
        messageId,
        input: { kind: 'message', text: 'hm' },
      },
      { channel: 'test', reply: 'queue' },
    )
  const taken = []
  for (const index of times(7)) taken.push((await says(String(index))).instead)
  expect(taken).toEqual([...Array(5).fill(undefined), 'silenced', 'silenced'])
  expect(outbound).toHaveLength(5)
  expect(await says('7')).toMatchObject({ duplicate: true, screen: null })
})

test('the count starts anew where the window has passed before the limit is reached', () => {
  let exchange: Session['exchange'] = null
  const silent: boolean[] = []
  for (const minute of [0, 5, 10, 15, 20, 31, 32, 33, 34, 35, 36]) {
    const counted = countAlike(exchange, { now: minute * 60_000, key: 'same' })
    exchange = counted.exchange
    silent.push(counted.silent)
  }
  expect(silent).toEqual([...Array(10).fill(false), true])
})
