import { expect, test } from 'vitest'
import { createThrottle } from '../../src/conversation/throttle.ts'

const at = (time: string) => new Date(`2026-11-23T10:${time}Z`)

test('one contact may send so many messages a minute, and is told how long to wait', () => {
  const allow = createThrottle(2)
  allow('a', at('00:10'))
  allow('a', at('00:20'))
  allow('b', at('00:20'))
  expect(() => allow('a', at('00:45'))).toThrow(
    expect.objectContaining({ code: 'throttled', status: 429, retryAfterSeconds: 15 }),
  )
  allow('b', at('00:46'))
  allow('a', at('01:00'))
})
