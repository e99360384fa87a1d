import { expect, test } from 'vitest'
import type { ServerOptions } from '../../src/server.ts'
import { incoming as twilioSms } from '../channels/cases/twilio.ts'
import { settings } from '../channels/settings.ts'
import { startServer } from './harness.ts'
import { delivery, optOut, post, telegram, twilio } from './requests.ts'

/** Notes who has departed, on which medium, and the occasion. */
function noting() {
  const departed: unknown[] = []
  const depart: ServerOptions['depart'] = async ({ value }, { name }, occasion) =>
    void departed.push([value, name, occasion])
  return { departed, depart }
}

test("a report of Africa's Talking may tell that a person wants nothing from us any more", async () => {
  const { departed, depart } = noting()
  await using server = await startServer({ depart })
  const { path, headers } = delivery('sms/delivery')
  const report = (fields: object) => ({
    ...{ path, headers },
    body: new URLSearchParams({ id: 'ATXid_1', status: 'Rejected', ...fields }).toString(),
  })
  await post(server.root, report({ failureReason: 'UserIsInactive', phoneNumber: '+254711000111' }))
  expect(departed).toEqual([])
  await post(server.root, report({ failureReason: 'UserInBlackList', phoneNumber: '+254711000111' }))
  expect(departed).toEqual([['+254711000111', 'sms', 'ATXid_1']])
  expect((await post(server.root, report({ failureReason: 'UserInBlackList' }))).status).toBe(200)
  expect(departed).toHaveLength(1)
})

test.each([
  ['Twilio', twilio({ ...twilioSms, Body: 'Stop', OptOutType: 'STOP' }), twilioSms.From, 'sms', twilioSms.MessageSid],
  [
    'Telegram',
    telegram({
      update_id: 7,
      my_chat_member: { chat: { id: 1, type: 'private' }, new_chat_member: { status: 'kicked' } },
    }),
    '1',
    'telegram',
    '7',
  ],
  ["Africa's Talking", optOut(), '+254711000111', 'sms', expect.stringMatching(/^[\w-]{36}$/)],
])('the STOP that %s has taken is heard and not answered', async (_, message, address, medium, id) => {
  const { departed, depart } = noting()
  await using server = await startServer({ depart })
  const response = await post(server.root, message)
  expect([response.status, await response.text()]).toEqual([200, expect.not.stringContaining('essage')])
  expect(departed).toEqual([[address, medium, id]])
  expect(server.inbound).toEqual([])
})

test.each([true, false])('a STOP is emptied at Twilio, where that is wanted: %s', async (redact) => {
  const erased: unknown[] = []
  await using server = await startServer({
    channels: { ...settings, twilio: { ...settings.twilio, redact } },
    eraseMessage: async (...given) => void erased.push(given),
  })
  await post(server.root, twilio({ ...twilioSms, Body: 'Stop', OptOutType: 'STOP' }))
  const address = { scheme: 'tel', value: twilioSms.From }
  expect(erased).toEqual(redact ? [['twilio', twilioSms.MessageSid, address]] : [])
})
