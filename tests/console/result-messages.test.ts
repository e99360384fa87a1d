import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomId, tokenHash } from '../../src/privacy/chance.ts'
import { password, type RunningConsole, startConsole } from './harness.ts'

const round = { flow: 'health-services', round: '2026' }
const page = '/console/result-messages/health-services/2026'
const texts = {
  text_en: 'Most people were treated.',
  text_bn: 'বেশির ভাগ মানুষ চিকিৎসা পেয়েছেন।',
  text_sw: 'Watu wengi walitibiwa.',
}

let console: RunningConsole
beforeAll(async () => {
  console = await startConsole()
  const { store } = console
  await store.interviews.close(round, 1)
  const contact = store.keyring.hash('contact', randomId())
  await store.contacts.advance(contact, store.keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{ session: null, round: null, optedOut: false, idleAt: null, screen: null, finished: [], participated: [] },
      ...{ outbound: [], withdraws: false },
      wishes: [
        {
          ...{ ...round, channel: 'carrier-pigeon', medium: 'sms', language: 'en' },
          address: { scheme: 'tel', value: '+15550100' },
        },
      ],
    },
  }))
})
afterAll(() => console.end())

const both = () => console.signedIn(['author', 'approver'])

test('nothing is written about tables that are not published', async () => {
  const author = await console.signedIn(['author'])
  expect((await author.open('/console/result-messages')).text).toContain('People who wait: 1')
  const shown = await author.open(page)
  expect(shown.text).toContain('not published yet')
  expect(shown.html).not.toContain('name="text_en"')
  await console.store.publishedTables.add(round, [{ question: 'care', dimensions: [], content: {} }])
  expect((await author.open(page)).html).toContain('name="text_en"')
})

test.each([
  ['a language is missing', { text_sw: '' }, 'needed'],
  ['there is a link in it', { text_en: 'See https://example.org/results' }, 'No links'],
  ['there is a sensitive word in it', { text_en: 'About violence at home.' }, 'must not stand on a phone'],
  ['it is too long', { text_en: 'x'.repeat(451) }, '450'],
])('a text is refused where %s', async (_name, fault, says) => {
  const author = await console.signedIn(['author'])
  await author.open(page)
  const refused = await author.send('write', { ...texts, ...fault })
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(says)])
  expect(await console.store.resultMessages.find(round)).toBeNull()
})

test('one writes, sees what it looks like and costs, and another agrees; then it stays as it is', async () => {
  const author = await both()
  await author.open(page)
  const written = await author.send('write', texts)
  expect(written.text).toContain('A second person must agree.')
  expect(written.text).toContain('Heard: Most people were treated. STOP: no more messages.')
  expect(written.text).toMatch(/\/160 · 1 segment/)
  // By WhatsApp nothing can be sent later, so nobody is offered it there.
  expect(written.text).toContain('Telegram')
  expect(written.text).not.toContain('WhatsApp')
  const own = await author.send('approve')
  expect([own.status, own.text]).toEqual([422, expect.stringContaining('somebody else must agree')])

  // An account that somebody else could open today is no second person either.
  const lent = await console.account(['approver'])
  await console.store.console.links.create(tokenHash('lent'), 'new_password', lent.id, randomId())
  const borrowed = console.browser()
  await borrowed.open('/console/sign-in')
  await borrowed.send('sign_in', { email: lent.email, password })
  await borrowed.open(page)
  expect((await borrowed.send('approve')).text).toContain('within the last 24 hours')

  const approver = await console.signedIn(['approver'])
  await approver.open(page)
  console.pass(1)
  // Who agrees has read what is sent, and not what stands there since.
  await author.open(page)
  await author.send('write', { ...texts, text_en: 'Something else.' })
  expect((await approver.send('approve')).status).toBe(422)
  await approver.open(page)
  expect((await approver.send('approve')).text).toContain('It is being sent.')
  expect((await author.open(page)).html).not.toContain('name="text_en"')
  expect(await console.store.resultMessages.find(round)).toMatchObject({
    ...{ state: 'approved', texts: { en: 'Something else.' } },
  })
  const actions = (await console.store.console.audit.read({}, 10)).map(({ action }) => action)
  expect(actions).toEqual(expect.arrayContaining(['result_message.written', 'result_message.approved']))
})
