import { expect, test, vi } from 'vitest'
import { formBody, twilioSignature } from '../channels/requests.ts'
import { settings } from '../channels/settings.ts'
import { startForTest } from '../support/application.ts'
import { createTestDatabase } from '../support/database.ts'
import { startFakeProvider } from '../support/fake-provider.ts'

const sid = (last: string) => `SM${last.padStart(32, '0')}`
const person = '+254711222333'
const fieldsOf = (more: Record<string, string>) => ({
  ...{ AccountSid: settings.twilio.accountSid, MessageSid: sid('1'), From: person, To: settings.twilio.numbers[0] },
  ...more,
})

test('the texts of a message and of its reply are emptied at Twilio, and tried again until they are', async () => {
  const empty = { status: 200, body: JSON.stringify({ body: '' }) }
  await using twilio = await startFakeProvider(
    { status: 500 },
    { status: 200, body: JSON.stringify({ body: 'HOME' }) },
    empty,
    { status: 404 },
  )
  const database = await createTestDatabase()
  {
    const variables = { DATABASE_URL: database.url, TWILIO_REDACT: 'true', TWILIO_API_ROOT: twilio.root }
    await using application = await startForTest(variables)
    const send = async (fields: Record<string, string>) => {
      const response = await fetch(`${application.url}/webhooks/twilio`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': twilioSignature(fields),
        },
        body: formBody(fields),
      })
      expect(response.status).toBe(200)
      return response.text()
    }
    const answer = await send(fieldsOf({ Body: 'HOME' }))
    expect(answer).toContain(`statusCallback="${settings.publicUrl}/webhooks/twilio"`)
    await vi.waitUntil(() => twilio.received.length === 3, { timeout: 18_000, interval: 50 })

    const report = { MessageSid: sid('2'), From: settings.twilio.numbers[0], To: person, MessageStatus: 'delivered' }
    await send(fieldsOf(report))
    await vi.waitUntil(() => twilio.received.length === 4, { timeout: 5000, interval: 50 })

    const account = `/2010-04-01/Accounts/${settings.twilio.accountSid}/Messages`
    expect(twilio.received.map(({ path }) => path)).toEqual([
      ...Array.from({ length: 3 }, () => `${account}/${sid('1')}.json`),
      `${account}/${sid('2')}.json`,
    ])
    expect(new Set(twilio.received.map(({ body }) => body))).toEqual(new Set(['Body=']))
    const login = Buffer.from(`${settings.twilio.accountSid}:${settings.twilio.authToken}`).toString('base64')
    expect(twilio.received[0]?.headers.authorization).toBe(`Basic ${login}`)
  }
  await database.drop()
})
