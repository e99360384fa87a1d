import { randomInt } from 'node:crypto'
import { expect } from 'vitest'
import { questionnaires } from '../support/flows.ts'
import { newPerson } from '../support/person.ts'
import { type ProviderRequest, requests, screens } from '../support/phones.ts'
import { createDelivery, numberOf, providers } from './delivery.ts'
import { storedInterviews } from './stored.ts'

/** A network that has three ids for all sessions, and gives each phone one of them again and again. */
function callers() {
  const said = new Map<string, string>()
  return {
    medium: 'ussd',
    request(who: string, text: string): ProviderRequest {
      const before = said.get(who)
      said.set(who, before === undefined ? text : `${before}*${text}`)
      return requests.ussd(who, said.get(who) ?? '', `ATUid_${Number(who.slice(-2)) % 3}`)
    },
    screen: screens.ussd,
    hangsUp: (who: string) => void said.delete(who),
  }
}

const apology = `END ${questionnaires.system.en?.system?.unavailable}`
const flow = 'functioning'
const opening = ['ACTIVITY', '1']

/** The questions of the flow in their order, each with the values behind its keys 1, 2, 3, 4; 0 is "prefer not to say". */
const difficulty = ['no_difficulty', 'some_difficulty', 'a_lot', 'cannot']
const questions: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['gender', ['woman', 'man', 'third_gender', 'other']],
  ...['seeing', 'hearing', 'walking', 'remembering', 'self_care', 'communicating'].map(
    (name) => [name, difficulty] as const,
  ),
]
const keys = 5

/** So many people can be told apart by their answers. */
const mostPeople = keys ** questions.length

/** Nobody else gives these answers. */
const answersOf = (person: number): number[] => questions.map((_, index) => Math.floor(person / keys ** index) % keys)

/** Who gave these answers. */
function personOf(answers: Readonly<Record<string, unknown>>): number {
  return questions.reduce((person, [name, values], index) => {
    const value = (answers[name] as { value?: string } | undefined)?.value
    return person + keys ** index * (value === undefined ? 0 : values.indexOf(value) + 1)
  }, 0)
}

/** What everybody sees after each message: it depends on the questionnaire alone. */
async function screensOf(medium: string): Promise<string[]> {
  const { phone } = newPerson({ medium })
  const seen: string[] = []
  // What is typed first stands in the dialled code.
  if (phone.medium.keepsSession) await phone.does({ kind: 'opens', target: null })
  for (const text of [...opening, ...answersOf(0).map(String)]) {
    seen.push((await phone.does({ kind: 'says', text }))?.text ?? '')
  }
  return seen
}

/** What became of a campaign: every person answered everything, and every message was acknowledged in the end. */
export interface CampaignResult {
  readonly people: number
  readonly messages: number
  readonly retries: number
  readonly copies: number
  /** People whose acknowledged answers are not stored. */
  readonly lost: number
  /** People whose answers are stored more than once. */
  readonly doubled: number
  /** Stored interviews with answers that nobody gave: a message that was lost or took effect twice shifts all later ones. */
  readonly foreign: number
}

/**
 * Many people answer a questionnaire, each with answers that nobody else gives, through providers that try again whatever is
 * not acknowledged, and send copies of what is. Each screen is compared with what a person sees whom nothing disturbs.
 */
export function startCampaign(addresses: () => readonly string[], { atATime = 24, firstPerson = 0 } = {}) {
  const delivery = createDelivery(addresses, (body) => body === apology)
  const calls = callers()
  const everyProvider = { ...providers, "Africa's Talking USSD": calls }
  type ProviderName = keyof typeof everyProvider
  const providerNames = Object.keys(everyProvider) as ProviderName[]
  let people = firstPerson
  let ending = false

  /** An earlier session of the same phone, and so of the same id, in which nobody answered anything. */
  async function callInVain(who: string): Promise<void> {
    for (const text of ['', '*']) await delivery.deliver(calls.request(who, text))
    calls.hangsUp(who)
  }

  async function answer(person: number, name: ProviderName, expected: readonly string[]): Promise<void> {
    const provider = everyProvider[name]
    const sent: { request: ProviderRequest; reply: string }[] = []
    if (provider === calls) await callInVain(numberOf(person))
    for (const [turn, text] of [...opening, ...answersOf(person).map(String)].entries()) {
      const request = provider.request(numberOf(person), text)
      const copies = randomInt(8) === 0 ? Array.from({ length: randomInt(1, 4) }, () => delivery.copy(request)) : []
      const [reply = '', ...again] = await Promise.all([delivery.deliver(request), ...copies])
      expect(provider.screen(reply), `what ${name} shows after message ${turn + 1}`).toBe(expected[turn])
      for (const other of again) expect(other, 'a copy is answered as the first').toBe(reply)
      sent.push({ request, reply })
      // A copy that comes late, when the conversation has long gone on; that of a dial dials again.
      const late = provider === calls ? sent.slice(1) : sent
      const early = randomInt(12) === 0 ? late[randomInt(Math.max(late.length, 1))] : undefined
      if (early) expect(await delivery.copy(early.request), 'a late copy is answered as the first').toBe(early.reply)
    }
  }

  const everybody = (async () => {
    const expected = Object.fromEntries(
      await Promise.all(
        providerNames.map(async (name) => [name, await screensOf(everyProvider[name].medium)] as const),
      ),
    ) as Record<ProviderName, string[]>
    async function takePeople(): Promise<void> {
      while (!ending && people < mostPeople) {
        const person = people++
        const name = providerNames[person % providerNames.length] as ProviderName
        await answer(person, name, expected[name])
      }
    }
    await Promise.all(Array.from({ length: atATime }, takePeople))
  })()
  everybody.catch(() => {})

  return {
    acknowledges: delivery.acknowledges,
    /** Rejects as soon as anybody sees a wrong screen. */
    everybody,
    /** Lets those who have begun come to their end, and looks at what is stored. */
    async finish(databaseUrl: string): Promise<CampaignResult> {
      ending = true
      await everybody
      const stored = await storedInterviews(databaseUrl, flow)
      const counts = new Map<number, number>()
      for (const { answers, disposition } of stored) {
        const person = disposition === 'completed' ? personOf(answers) : -1
        counts.set(person, (counts.get(person) ?? 0) + 1)
      }
      const everyone = Array.from({ length: people }, (_, person) => person)
      return {
        people,
        ...delivery.counts,
        lost: everyone.filter((person) => !counts.has(person)).length,
        doubled: everyone.filter((person) => (counts.get(person) ?? 0) > 1).length,
        foreign: stored.filter(({ answers, disposition }) => disposition !== 'completed' || personOf(answers) >= people)
          .length,
      }
    },
  }
}
