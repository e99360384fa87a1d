import { tryAgainLater } from '../../../src/channels/try-again-later.ts'
import type { ChannelCases, EndpointCases, Meaning } from '../contract.ts'
import { africasTalkingRequest, type Fields } from '../requests.ts'
import { settings } from '../settings.ts'

const { webhookSecret } = settings.africasTalking
const id = '28796850-e517-45bb-9a31-1ff8b4e0a6d6'

/** An incoming message as Africa's Talking sends it. */
export const incoming = {
  linkId: 'SampleLinkId123',
  text: 'AFYA',
  to: '22384',
  id,
  date: '2026-03-04T06:04:45Z',
  from: '+254711000111',
}

/** A delivery report as Africa's Talking sends it. */
const report = {
  id: 'ATXid_dbd1f0a5b4f1d1d3e1c1a1',
  status: 'Success',
  phoneNumber: '+254711000111',
  networkCode: '63902',
  retryCount: '0',
}

/** The notice that somebody opts out, as Africa's Talking sends it. */
const optOut = { senderId: 'HEARD', phoneNumber: '+254711000111' }

const person = { scheme: 'tel', value: '+254711000111' } as const

const meaning = (text: string): Meaning => ({
  medium: 'sms',
  address: { scheme: 'tel', value: '+254711000111' },
  messageId: id,
  input: { kind: 'message', text },
})

const unreadable: Meaning = { ...meaning(''), input: { kind: 'unreadable' } }

const changed = (changes: Readonly<Record<string, string>>) => africasTalkingRequest({ ...incoming, ...changes })
const without = (fields: object, field: string) =>
  africasTalkingRequest(Object.entries(fields).filter(([name]) => name !== field))
const reported = (status: string, more: object = {}) => africasTalkingRequest({ ...report, status, ...more })

const forgeries = (fields: Fields): EndpointCases['forgeries'] => ({
  'a wrong secret': [africasTalkingRequest(fields, `${webhookSecret}x`), 'not_authentic'],
  'no secret': [{ ...africasTalkingRequest(fields), parameters: {} }, 'not_authentic'],
})

/** The reply leaves by itself, so the answer is always empty. */
const answers = { question: '', end: '', markup: '', silence: '' }
const unavailable = { status: 503, body: tryAgainLater.body }

export const cases: ChannelCases = {
  variables: ['AFRICASTALKING_WEBHOOK_SECRET', 'AFRICASTALKING_USERNAME', 'AFRICASTALKING_API_KEY'],
  sends: true,
  endpoints: [
    {
      path: '/webhooks/africastalking/:secret/sms',
      messages: {
        'an SMS': [africasTalkingRequest(incoming), meaning('AFYA')],
        'no text': [without(incoming, 'text'), unreadable],
        'an empty text': [changed({ text: '' }), unreadable],
        'only spaces': [changed({ text: ' \n ' }), unreadable],
        'the other form of date': [changed({ date: '2026-03-04 06:04:45' }), meaning('AFYA')],
        'a date that is none': [changed({ date: 'yesterday' }), meaning('AFYA')],
        'no link id': [without(incoming, 'linkId'), meaning('AFYA')],
        'a sender without plus sign': [changed({ from: '254711000111' }), meaning('AFYA')],
        'Latin-1 instead of UTF-8': [
          africasTalkingRequest(`id=${id}&from=%2B254711000111&to=22384&text=caf%E9`),
          meaning('caf\ufffd'),
        ],
        'a broken escape': [africasTalkingRequest(`id=${id}&from=%2B254711000111&to=22384&text=100%`), meaning('100%')],
      },
      forgeries: forgeries(incoming),
      ignored: {
        'a sender with a name': changed({ from: 'MTN' }),
        'a short code': changed({ from: '22384' }),
        ourselves: changed({ from: '+254711000111', to: '+254711000111' }),
      },
      malformed: {
        'no id': without(incoming, 'id'),
        'no sender': without(incoming, 'from'),
        'the sender twice': africasTalkingRequest([...Object.entries(incoming), ['from', '+254711000222']]),
        'a field as a list': africasTalkingRequest(`id[a]=1&from[]=2`),
        nothing: africasTalkingRequest(''),
      },
      deliveries: {},
      departures: {},
      answers,
      unavailable,
    },
    {
      path: '/webhooks/africastalking/:secret/sms/opt-out',
      messages: {},
      forgeries: forgeries(optOut),
      ignored: { 'a number that is none': africasTalkingRequest({ ...optOut, phoneNumber: 'MTN' }) },
      malformed: { 'no number': without(optOut, 'phoneNumber'), nothing: africasTalkingRequest('') },
      deliveries: {},
      departures: { 'somebody who opts out': [africasTalkingRequest(optOut), person, 'sms'] },
      answers,
      unavailable,
    },
    {
      path: '/webhooks/africastalking/:secret{/sms}/delivery',
      messages: {},
      forgeries: forgeries(report),
      ignored: { 'a status that is new': reported('Teleported') },
      malformed: {
        'no id': without(report, 'id'),
        'no status': without(report, 'status'),
        nothing: africasTalkingRequest(''),
      },
      deliveries: {
        Sent: [reported('Sent'), 'sent'],
        Submitted: [reported('Submitted'), 'sent'],
        Buffered: [reported('Buffered'), 'sent'],
        Success: [reported('Success'), 'delivered'],
        Rejected: [reported('Rejected'), 'failed'],
        Failed: [reported('Failed'), 'failed'],
        Expired: [reported('Expired'), 'failed'],
        'failed for another reason': [reported('Failed', { failureReason: 'UserIsInactive' }), 'failed'],
        'failed, without a number': [
          africasTalkingRequest({ id: report.id, status: 'Failed', failureReason: 'UserInBlackList' }),
          'failed',
        ],
      },
      departures: {
        'somebody on the blacklist': [reported('Rejected', { failureReason: 'UserInBlackList' }), person, 'sms'],
        'the same, written in another way': [reported('Failed', { failureReason: 'UserInBlacklist' }), person, 'sms'],
      },
      answers,
      unavailable,
    },
  ],
}
