import type { ChannelCases, Meaning } from '../contract.ts'
import { africasTalkingRequest } from '../requests.ts'
import { settings } from '../settings.ts'

const { webhookSecret } = settings.africasTalking
const sessionId = 'ATUid_5d1a6e6a4f0e3b0f8f1f3b7c1d2e9a55'

/** One turn of a session as Africa's Talking sends it. */
export const turn = {
  sessionId,
  serviceCode: '*384*4737#',
  phoneNumber: '+254711000111',
  networkCode: '63902',
  text: '',
}

const meaning = (said: string, flow: string | null = 'health-services', value = '+254711000111'): Meaning => ({
  medium: 'ussd',
  address: { scheme: 'tel', value },
  messageId: `${sessionId} ${value} ${said}`,
  input: { kind: 'dialogue', id: sessionId, said, flow },
})

const changed = (changes: Readonly<Record<string, string>>) => africasTalkingRequest({ ...turn, ...changes })
const without = (field: keyof typeof turn) =>
  africasTalkingRequest(Object.entries(turn).filter(([name]) => name !== field))

export const cases: ChannelCases = {
  variables: ['AFRICASTALKING_WEBHOOK_SECRET'],
  sends: false,
  endpoints: [
    {
      path: '/webhooks/africastalking/:secret/ussd',
      messages: {
        dialling: [africasTalkingRequest(turn), meaning('')],
        'the second answer': [changed({ text: '1*2' }), meaning('1*2')],
        'an answer of stars': [changed({ text: '1**' }), meaning('1**')],
        'no text at all': [without('text'), meaning('')],
        'another service code': [changed({ serviceCode: '*384*4738#' }), meaning('', 'safety')],
        'a service code without its end': [changed({ serviceCode: '*384*4737' }), meaning('')],
        'an unknown service code': [changed({ serviceCode: '*999#' }), meaning('', null)],
        'a plus sign that was not escaped': [
          africasTalkingRequest(`sessionId=${sessionId}&serviceCode=*384*4737%23&phoneNumber=+254711000111&text=1`),
          meaning('1'),
        ],
        'another phone in the same session': [
          changed({ phoneNumber: '+254711000222' }),
          meaning('', 'health-services', '+254711000222'),
        ],
      },
      forgeries: {
        'a wrong secret': [africasTalkingRequest(turn, 'x'.repeat(webhookSecret.length)), 'not_authentic'],
        'a secret in other case': [africasTalkingRequest(turn, webhookSecret.toUpperCase()), 'not_authentic'],
        'no secret': [{ ...africasTalkingRequest(turn), parameters: {} }, 'not_authentic'],
      },
      ignored: {
        'the end of a session, with the answers in it': changed({
          date: '2026-03-04 05:06:07',
          status: 'Success',
          cost: 'KES 1.00',
          durationInMillis: '42000',
          hopsCount: '3',
          input: '1*2*1',
          lastAppResponse: 'END Thank you.',
        }),
        'the end of a session that failed': changed({ status: 'Incomplete', errorMessage: 'timeout' }),
      },
      malformed: {
        'no session': without('sessionId'),
        'an empty session': changed({ sessionId: '' }),
        'no phone': without('phoneNumber'),
        'a phone that is none': changed({ phoneNumber: 'MTN' }),
        'a phone of 500 digits': changed({ phoneNumber: `+${'2'.repeat(500)}` }),
        'the phone twice': africasTalkingRequest([...Object.entries(turn), ['phoneNumber', '+254711000222']]),
        'the text twice': africasTalkingRequest([...Object.entries(turn), ['text', '1']]),
        nothing: africasTalkingRequest(''),
      },
      deliveries: {},
      departures: {},
      answers: {
        question: 'CON Is it far?\n1 Yes\n2 No',
        end: 'END Thank you.',
        markup: 'END <b>A & B</b> "_*[x](y)`',
        silence: 'END ',
      },
      unavailable: { status: 200, body: 'END Sorry, please try again later.' },
    },
  ],
}
