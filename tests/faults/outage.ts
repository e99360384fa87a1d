import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { questionnaires } from '../support/flows.ts'
import { type ProviderRequest, requests } from '../support/phones.ts'
import { expectWithin } from '../support/time-bound.ts'
import type { startCampaign } from './campaign.ts'
import { type Answer, numberOf, providers, send } from './delivery.ts'

const apology = `END ${questionnaires.system.en?.system?.unavailable}`
const seconds = { toRefuse: 5, toRecover: 10 }

/** Far from the numbers of campaigns. */
let people = 50_000_000
let ids = 0

/** A message of somebody new, on each channel, and what a refusal looks like there. */
function messages(): { channel: string; request: ProviderRequest; isRefusal(answer: Answer): boolean }[] {
  const isUnavailable = ({ status }: Answer) => status === 503
  return [
    {
      channel: 'Twilio',
      request: providers['Twilio SMS'].request(numberOf(++people), 'ACTIVITY'),
      isRefusal: isUnavailable,
    },
    {
      channel: 'Telegram',
      request: providers.Telegram.request(numberOf(++people), 'ACTIVITY'),
      isRefusal: isUnavailable,
    },
    {
      channel: "Africa's Talking SMS",
      request: requests.africasTalkingSms(numberOf(++people), 'ACTIVITY', `outage-${++ids}`),
      isRefusal: isUnavailable,
    },
    {
      channel: "Africa's Talking USSD",
      request: requests.ussd(numberOf(++people), '', `ATUid_outage${++ids}`),
      isRefusal: ({ status, body }) => status === 200 && body === apology,
    },
  ]
}

interface Outage {
  readonly url: string
  readonly campaign: ReturnType<typeof startCampaign>
  begin(): Promise<void>
  end(): Promise<void>
  /** How long it goes on after everybody has been refused once, in milliseconds. */
  readonly lasts: number
}

/** Seconds until the slowest refusal, and from the end of the outage until everything is taken again. */
export interface OutageTimes {
  readonly refusal: number
  readonly recovery: number
}

/** Nobody waits for longer than five seconds while it lasts, and ten seconds after its end everything is as before. */
export async function passOutage({ url, campaign, begin, end, lasts }: Outage): Promise<OutageTimes> {
  await campaign.acknowledges(20)
  const refused = messages()
  let refusal = 0
  await begin()
  const until = performance.now() + lasts
  try {
    do {
      const answers = await Promise.all(refused.map(({ request }) => send(url, request)))
      for (const [index, answer] of answers.entries()) {
        const { channel, isRefusal } = refused[index] as (typeof refused)[number]
        expectWithin(answer.milliseconds, seconds.toRefuse * 1000, `${channel}: milliseconds`)
        expect(isRefusal(answer), `${channel}: ${answer.status} ${answer.body}`).toBe(true)
        refusal = Math.max(refusal, answer.milliseconds)
      }
      expect((await fetch(`${url}/health/live`)).status).toBe(200)
      const watched = performance.now()
      expect((await fetch(`${url}/health/ready`)).status).toBe(503)
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('outcome="unavailable"')
      expectWithin(performance.now() - watched, seconds.toRefuse * 1000)
    } while (performance.now() < until)
  } finally {
    await end()
  }

  const ended = performance.now()
  const taken = async (request: ProviderRequest) => {
    for (;;) {
      const answer = await send(url, request)
      if (answer.status === 200 && answer.body !== apology) return
      await sleep(50)
    }
  }
  await Promise.all([campaign.acknowledges(20), ...refused.map(({ request }) => taken(request))])
  const recovery = performance.now() - ended
  expectWithin(recovery, seconds.toRecover * 1000)
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  return { refusal: Math.round(refusal) / 1000, recovery: Math.round(recovery) / 1000 }
}
