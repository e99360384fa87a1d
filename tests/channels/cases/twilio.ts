import { tryAgainLater } from '../../../src/channels/try-again-later.ts'
import type { ChannelCases, Meaning } from '../contract.ts'
import { type Fields, formBody, twilioRequest, twilioSignature } from '../requests.ts'
import { settings } from '../settings.ts'

const { accountSid, numbers } = settings.twilio
const sid = 'SM0123456789abcdef0123456789abcdef'

/** An incoming message as Twilio sends it to a webhook. */
export const incoming = {
  ToCountry: 'US',
  ToState: '',
  SmsMessageSid: sid,
  NumMedia: '0',
  ToCity: '',
  FromZip: '',
  SmsSid: sid,
  FromState: '',
  SmsStatus: 'received',
  FromCity: '',
  Body: '1',
  FromCountry: 'KE',
  To: numbers[0],
  ToZip: '',
  NumSegments: '1',
  MessageSid: sid,
  AccountSid: accountSid,
  From: '+254711000111',
  ApiVersion: '2010-04-01',
}

const meaning = (text: string, medium = 'sms'): Meaning => ({
  medium,
  address: { scheme: 'tel', value: '+254711000111' },
  messageId: sid,
  input: { kind: 'message', text },
})

const unreadable = (medium = 'sms'): Meaning => ({ ...meaning('', medium), input: { kind: 'unreadable' } })

const nameless = (value: string): Meaning => ({ ...meaning('1', 'whatsapp'), address: { scheme: 'whatsapp', value } })

const changed = (changes: Readonly<Record<string, string>>) => twilioRequest({ ...incoming, ...changes })
const inWhatsApp = (changes: Readonly<Record<string, string>> = {}) =>
  changed({ From: 'whatsapp:+254711000111', To: `whatsapp:${numbers[1]}`, MessageType: 'text', ...changes })

const without = (field: keyof typeof incoming) =>
  twilioRequest(Object.entries(incoming).filter(([name]) => name !== field))

/** The signed string has no separators: these fields have the same signature as those of the real message. */
const shifted: Fields = Object.entries({ ...incoming, Body: `1From${incoming.From}` }).filter(
  ([name]) => name !== 'From',
)

const delivery = (status: string, ErrorCode?: string) =>
  changed({ MessageStatus: status, From: numbers[0], To: '+254711000111', ...(ErrorCode && { ErrorCode }) })
const inWhatsAppTo = (to: string, ErrorCode: string) =>
  changed({ MessageStatus: 'failed', From: `whatsapp:${numbers[0]}`, To: `whatsapp:${to}`, ErrorCode })
const person = { scheme: 'tel', value: '+254711000111' } as const

const xml = (content: string) => `<?xml version="1.0" encoding="UTF-8"?>${content}`
const messageXml = (text: string) =>
  xml(`<Response><Message statusCallback="${settings.publicUrl}/webhooks/twilio">${text}</Message></Response>`)

export const cases: ChannelCases = {
  variables: ['TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID', 'PUBLIC_URL'],
  sends: false,
  endpoints: [
    {
      path: '/webhooks/twilio',
      messages: {
        'an SMS': [twilioRequest(incoming), meaning('1')],
        'fields in another order': [twilioRequest(Object.entries(incoming).reverse()), meaning('1')],
        'a new field that is signed': [changed({ RcsSenderId: 'x' }), meaning('1')],
        'a field named like a method': [changed({ hasOwnProperty: '1' }), meaning('1')],
        'a field named like the prototype': [
          twilioRequest([...Object.entries(incoming), ['__proto__', 'x']]),
          meaning('1'),
        ],
        WhatsApp: [inWhatsApp(), meaning('1', 'whatsapp')],
        'WhatsApp, from somebody who shows no number': [
          inWhatsApp({ From: 'whatsapp:US.13491208655302741918', ProfileUsername: 'amina', ExternalUserId: 'x' }),
          nameless('US.13491208655302741918'),
        ],
        'the same, with an id of letters': [inWhatsApp({ From: 'whatsapp:KE.aB9' }), nameless('KE.aB9')],
        'the same, with the longest id': [
          inWhatsApp({ From: `whatsapp:IN.${'9'.repeat(128)}` }),
          nameless(`IN.${'9'.repeat(128)}`),
        ],
        'the same, with an id that several businesses share': [
          inWhatsApp({ From: 'whatsapp:US.ENT.11815799212886844830' }),
          nameless('US.ENT.11815799212886844830'),
        ],

        Bangla: [changed({ Body: '১ ও ৩' }), meaning('১ ও ৩')],
        'right to left, joiners and emoji': [changed({ Body: 'نعم 👩‍👩‍👧' }), meaning('نعم 👩‍👩‍👧')],
        'markup and quotes': [changed({ Body: `<a href='x'>&"` }), meaning(`<a href='x'>&"`)],
        'line breaks, without terminal sequences': [
          changed({ Body: 'a\r\nb\u001b[31m\u0000c' }),
          meaning('a\r\nb[31mc'),
        ],
        'START, as Twilio took it': [
          changed({ Body: 'yes', OptOutType: 'START' }),
          { ...meaning('yes'), input: { kind: 'message', text: 'yes', provider: 'delivers_again' } },
        ],
        'HELP, as Twilio took it': [
          changed({ Body: 'Aide', OptOutType: 'HELP' }),
          { ...meaning('Aide'), input: { kind: 'message', text: 'Aide', provider: 'has_helped' } },
        ],
        'only spaces': [changed({ Body: '   ' }), unreadable()],
        'only what cannot be seen': [changed({ Body: '\u200b\u2060\ufeff\u2800' }), unreadable()],
        'an emoji': [changed({ Body: '👍🏽' }), meaning('👍🏽')],
        'pictures without text': [
          changed({ Body: '', NumMedia: '2', MediaUrl0: 'https://api.twilio.com/x' }),
          unreadable(),
        ],
        'a long text that a carrier packed': [
          changed({ Body: Buffer.from('The clinic is far. 1').toString('base64'), NumMedia: '1' }),
          meaning('The clinic is far. 1'),
        ],
        'the same in WhatsApp, where it was typed': [
          inWhatsApp({ Body: Buffer.from('The clinic is far. 1').toString('base64') }),
          meaning(Buffer.from('The clinic is far. 1').toString('base64'), 'whatsapp'),
        ],
        'a picture with text': [changed({ NumMedia: '1', MediaUrl0: 'https://api.twilio.com/x' }), meaning('1')],
        'no text at all': [without('Body'), unreadable()],
        'a voice note in WhatsApp': [
          inWhatsApp({ Body: '', MessageType: 'audio', NumMedia: '1', MediaContentType0: 'audio/ogg' }),
          unreadable('whatsapp'),
        ],
        'a location, with the name of the place': [
          inWhatsApp({ Body: '2 Moi Avenue', Latitude: '-1.28', Longitude: '36.82', Label: '2 Moi Avenue' }),
          unreadable('whatsapp'),
        ],
        'a contact card, with the name on it': [
          inWhatsApp({ Body: 'Amina', MessageType: 'contacts', NumMedia: '1' }),
          unreadable('whatsapp'),
        ],
        'a tapped button': [
          inWhatsApp({ Body: '', MessageType: 'button', ButtonText: 'HEALTH', ButtonPayload: 'start-1' }),
          meaning('HEALTH', 'whatsapp'),
        ],
        'a chosen line of a list': [
          inWhatsApp({ Body: '', MessageType: 'interactive', ListId: 'row-2', ListTitle: '2 No' }),
          meaning('2 No', 'whatsapp'),
        ],
      },
      forgeries: {
        'no signature': [{ ...twilioRequest(incoming), headers: {} }, 'not_authentic'],
        'an empty signature': [twilioRequest(incoming, ''), 'not_authentic'],
        'a wrong signature': [twilioRequest(incoming, `${'A'.repeat(27)}=`), 'not_authentic'],
        'the signature twice': [
          twilioRequest(incoming, `${twilioSignature(incoming)}, ${twilioSignature(incoming)}`),
          'not_authentic',
        ],
        'the signature of another address': [
          twilioRequest(incoming, twilioSignature(incoming, { url: 'https://elsewhere.example.org/webhooks/twilio' })),
          'not_authentic',
        ],
        'the signature of another token': [
          twilioRequest(incoming, twilioSignature(incoming, { token: 'f'.repeat(32) })),
          'not_authentic',
        ],
        'a field that is not signed': [
          { ...twilioRequest(incoming), body: Buffer.from(`${formBody(incoming)}&Extra=1`) },
          'not_authentic',
        ],
        'another text under the same signature': [
          { ...twilioRequest(incoming), body: Buffer.from(formBody({ ...incoming, Body: '2' })) },
          'not_authentic',
        ],
        'a signature over the address only': [twilioRequest(incoming, twilioSignature([])), 'not_authentic'],
        'JSON under the signature of the address': [
          { ...twilioRequest([], twilioSignature([])), body: Buffer.from('{"From":"+254711000111"}') },
          'not_authentic',
        ],
        nothing: [{ headers: {}, parameters: {}, body: Buffer.alloc(0) }, 'not_authentic'],
        'another account': [changed({ AccountSid: 'ACffffffffffffffffffffffffffffffff' }), 'foreign_account'],
        'no account': [without('AccountSid'), 'foreign_account'],
        'two accounts': [twilioRequest([...Object.entries(incoming), ['AccountSid', 'AC0']]), 'foreign_account'],
        'a number that is not ours': [changed({ To: '+15005559999' }), 'foreign_account'],
        'no number': [without('To'), 'foreign_account'],
      },
      ignored: {
        'a sender with a name': changed({ From: 'MTN' }),
        'a short code': changed({ From: '40404' }),
        'another kind of address': changed({ From: 'messenger:1234567890123' }),
        'an id of WhatsApp by SMS': changed({ From: 'US.13491208655302741918' }),
        'an id of WhatsApp that is too long': inWhatsApp({ From: `whatsapp:US.${'9'.repeat(129)}` }),
        'an id of WhatsApp without a country': inWhatsApp({ From: 'whatsapp:.13491208655302741918' }),
        'an id of WhatsApp with more behind it': inWhatsApp({ From: 'whatsapp:US.1349\n+254711000111' }),
        'a name in WhatsApp': inWhatsApp({ From: 'whatsapp:amina' }),
        ourselves: changed({ From: numbers[0] }),
        'ourselves in WhatsApp': inWhatsApp({ From: `whatsapp:${numbers[0]}` }),
        'another number of ours': changed({ From: numbers[1] }),
        'an emoji under one of our messages': inWhatsApp({ Body: '👍', MessageType: 'reaction' }),
        'a notice of WhatsApp': inWhatsApp({ Body: 'Amina changed from 1 to 2', MessageType: 'system' }),
        'a status that means nothing': delivery('queued'),
        'a status that is new': delivery('teleported'),
      },
      malformed: {
        'fields shifted into each other, rightly signed': twilioRequest(shifted, twilioSignature(incoming)),
        'the sender twice': twilioRequest([...Object.entries(incoming), ['From', incoming.From]]),
        'the text twice': twilioRequest([...Object.entries(incoming), ['Body', '2']]),
        'no message id': without('MessageSid'),
        'a message id of another form': changed({ MessageSid: `${sid}'; --` }),
      },
      deliveries: {
        sent: [delivery('sent'), 'sent'],
        delivered: [delivery('delivered'), 'delivered', { scheme: 'tel', value: '+254711000111' }],
        'delivered in WhatsApp, to somebody who shows no number': [
          changed({ MessageStatus: 'delivered', From: `whatsapp:${numbers[0]}`, To: 'whatsapp:US.1349' }),
          'delivered',
          { scheme: 'whatsapp', value: 'US.1349' },
        ],
        read: [delivery('read'), 'delivered'],
        undelivered: [delivery('undelivered'), 'failed'],
        failed: [delivery('failed'), 'failed'],
        'failed at the carrier': [delivery('undelivered', '30007'), 'failed'],
        'kept back by WhatsApp': [inWhatsAppTo('+254711000111', '63049'), 'failed'],
        'kept back by WhatsApp, for an experiment': [inWhatsAppTo('+254711000111', '63032'), 'failed'],
      },
      departures: {
        'STOP, as Twilio took it': [changed({ Body: 'Stop', OptOutType: 'STOP' }), person, 'sms'],
        'STOP in WhatsApp, in another language': [
          inWhatsApp({ Body: 'Arrêt', OptOutType: 'STOP' }),
          person,
          'whatsapp',
        ],
        'STOP of somebody who shows no number': [
          inWhatsApp({ From: 'whatsapp:US.1349', Body: 'STOP', OptOutType: 'STOP' }),
          { scheme: 'whatsapp', value: 'US.1349' },
          'whatsapp',
        ],
        'a message to somebody who wrote STOP to Twilio': [delivery('failed', '21610'), person, 'sms'],
        'the same, sent and then refused': [delivery('undelivered', '21610'), person, 'sms'],
        'the same in WhatsApp': [inWhatsAppTo('+254711000111', '21610'), person, 'whatsapp'],
        'somebody who blocks us in WhatsApp': [
          inWhatsAppTo('US.1349', '63014'),
          { scheme: 'whatsapp', value: 'US.1349' },
          'whatsapp',
        ],
      },
      answers: {
        question: messageXml('Is it far?\n1 Yes\n2 No'),
        end: messageXml('Thank you.'),
        markup: messageXml('&lt;b&gt;A &amp; B&lt;/b&gt; "_*[x](y)`'),
        silence: xml('<Response/>'),
      },
      unavailable: { status: 503, body: tryAgainLater.body },
    },
  ],
}
