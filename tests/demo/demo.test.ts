import { expect, test } from 'vitest'
import { createMedia } from '../../src/channels/media/index.ts'
import { loadConfig } from '../../src/config.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import { interviewAll } from '../../src/demo/fieldwork.ts'
import { type Citizen, demoFlows, populationOf } from '../../src/demo/population.ts'
import { scorersOf } from '../../src/demo/scorers.ts'
import { interviewRecord } from '../../src/store/interview-record.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { questionnaires } from '../support/flows.ts'
import { testKeyring } from '../support/keyring.ts'
import { testService } from '../support/media.ts'
import { openTestLibrary } from '../support/person.ts'

const completing = (citizens: readonly Citizen[]) => citizens.filter(({ courses }) => courses.safety === 'completes')
const everybody = completing(populationOf(1))
const count = (question: string, value: string, community?: string) =>
  everybody.filter(
    ({ answers }) =>
      answers[question]?.includes(value) && (community === undefined || answers.community?.includes(community)),
  ).length

/** The citizens' answers as the interviews that they leave in memory, by flow. */
async function hear(citizens: readonly Citizen[]) {
  const { idleMinutes, ussd } = loadConfig({})
  const contacts = memoryContacts()
  const converse = createConversation({
    ...{ library: openTestLibrary(), contacts, keyring: testKeyring(), idleMinutes },
    allow: createThrottle(Number.POSITIVE_INFINITY),
    clock: () => new Date('2026-01-15T09:00:00Z'),
  })
  const contents = new Map(questionnaires.versions.map(({ flow, content }) => [flow, content]))
  await interviewAll(citizens, {
    converse,
    media: createMedia(ussd.limit),
    service: testService,
    contents,
    firstNumber: 0,
    progress: () => {},
  })
  return contacts.finished.map(({ flow, record }) => ({ flow, ...interviewRecord.parse(record) }))
}

test.each([
  ['people', everybody.length, 2060],
  ['exposed', count('exposed', 'yes'), 103],
  ['third gender people who were exposed', count('exposed', 'yes', 'third_gender'), 45],
  ['preferred not to say', everybody.filter(({ answers }) => answers.exposed === null).length, 82],
  ['physical', count('kinds', 'physical'), 58],
  ['told nobody', count('reported', 'no'), 72],
  ['not properly addressed', count('outcome', 'nothing_done'), 12],
  ['disputes', count('dispute', 'yes'), 264],
  ['Muslim Dalit respondents', count('religion', 'islam', 'dalit'), 130],
])('the people of the demonstration give the counts of the slides: %s', (_, counted, expected) =>
  expect(counted).toBe(expected),
)

test('some do not answer, some are not understood, and some leave at each question, as in any survey', () => {
  const gaps = everybody.flatMap(({ gaps: own }) => Object.values(own).flatMap((each) => Object.values(each)))
  const asked = everybody.length * 7
  expect(gaps.filter((gap) => gap === 'refuses').length / asked).toBeCloseTo(0.02, 2)
  expect(gaps.filter((gap) => gap === 'is_not_understood').length / asked).toBeCloseTo(0.005, 2)
  const leaving = populationOf(1).filter(({ courses }) => courses['who-we-are'] === 'leaves')
  expect(new Set(leaving.map(({ patience }) => patience))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
})

test('the same seed gives the same people, another one others', () => {
  expect(populationOf(7)).toEqual(populationOf(7))
  expect(populationOf(8)).not.toEqual(populationOf(7))
})

test('what people mean is what is stored, through misspellings, other scripts, help, nonsense and lost sessions', async () => {
  const citizens = completing(populationOf(3)).slice(0, 150)
  const heard = await hear(citizens)
  for (const flow of demoFlows) {
    const stored = heard.filter((interview) => interview.flow === flow)
    expect(stored.map(({ disposition }) => disposition)).toEqual(citizens.map(() => 'completed'))
    const asked = questionnaires.versions.find((version) => version.flow === flow)?.content.flow.questions ?? []
    for (const { name, calculation } of asked) {
      if (calculation !== undefined) continue
      const found = stored.map(({ answers }) => {
        const answer = answers[name]
        return answer && 'value' in answer ? [answer.value].flat().join(' ') : (answer?.missing ?? '')
      })
      const meant = citizens.map(({ answers, gaps }) => {
        const own = answers[name]
        const gap = own === undefined ? undefined : gaps[flow]?.[name]
        if (gap !== undefined) return gap === 'refuses' ? 'refused' : 'invalid'
        return own === null ? 'refused' : (own?.join(' ') ?? 'not_applicable')
      })
      expect(found.toSorted(), name).toEqual(meant.toSorted())
    }
  }
})

test('who is offered some of the choices takes the number that stands before their own', async () => {
  const scorers = scorersOf(5).filter((_, place) => place % 4 === 0)
  const heard = await hear(scorers)
  const points = heard.map(({ answers: { service_point: point } }) => (point && 'value' in point ? point.value : point))
  expect(points.toSorted()).toEqual(scorers.map(({ answers }) => answers.service_point?.[0]).toSorted())
})

test('whoever does not complete ends as such', async () => {
  const few = populationOf(3)
    .filter(({ courses }) => courses.safety !== 'completes')
    .slice(0, 60)
  const heard = await hear(few)
  for (const [course, disposition] of [
    ['declines', 'refused'],
    ['leaves', 'break_off'],
  ] as const) {
    const meant = few.filter(({ courses }) => Object.values(courses).includes(course)).length
    expect(meant).toBeGreaterThan(5)
    expect(heard.filter((each) => each.disposition === disposition)).toHaveLength(meant)
  }
})

test('a screen that nobody can know stops everything, and says which', async () => {
  const lost = everybody.slice(0, 1).map((citizen) => ({ ...citizen, language: 'xx' }))
  await expect(hear(lost)).rejects.toThrow(/somebody in who-we-are .* does not understand/s)
})
