import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { chat } from '../../src/commands/chat.ts'
import { loadConfig } from '../../src/config.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** What is printed to somebody who types this. */
async function chatted(parameters: readonly string[], input: string, environment = {}): Promise<string> {
  const printed: unknown[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(line))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const typed = new PassThrough()
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(typed as never)
  typed.end(input)
  await chat(parameters, loadConfig(environment)).finally(() => vi.restoreAllMocks())
  return printed.join('\n')
}

test.each([
  ['with a line break at its end', '1\n2\n'],
  ['without one', '1\n2'],
  ['before anything was said', ''],
])('a conversation from a file or a pipe ends where its input does: %s', async (_end, input) => {
  const printed = await chatted(['health-services'], input)
  expect(printed).toMatch(/asks a few questions/)
  if (input !== '') expect(printed).toMatch(/0 Skip/)
})

describe('the phone in the terminal can do what the channel can that serves its medium', () => {
  const offer = /keep this number to send you the results/
  const africasTalking = {
    AFRICASTALKING_WEBHOOK_SECRET: 'r7Hq2Lw9-africastalking-path-Xc5Vb1',
    AFRICASTALKING_USERNAME: 'sandbox',
    AFRICASTALKING_API_KEY: 'atsk_41f5c0b7a6d94c1b8e23',
  }

  test.each([
    ['sms', {}, 'sms, as twilio serves it', false],
    ['sms:africastalking-sms', {}, 'sms, as africastalking-sms serves it', true],
    ['sms', africasTalking, 'sms, as africastalking-sms serves it', true],
    ['sms:twilio', africasTalking, 'sms, as twilio serves it', false],
    ['whatsapp', {}, 'whatsapp, as twilio serves it', false],
    ['telegram', {}, 'telegram, as telegram serves it', true],
  ])('%s with %j', async (channel, environment, heading, offers) => {
    const printed = await chatted(['health-services', '--channel', channel], '1\n1\n4\n', environment)
    expect(printed).toContain(heading)
    expect(offer.test(printed)).toBe(offers)
    if (!offers) expect(printed).toContain('Your answers count')
  })

  test.each([
    ['letter', 'use one of sms, ussd, telegram, whatsapp'],
    ['sms:telegram', 'use one of sms, sms:twilio, sms:africastalking-sms'],
  ])('%s is refused', async (channel, says) => {
    await expect(chatted(['--channel', channel], '')).rejects.toThrow(says)
  })
})
