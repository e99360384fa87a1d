import { expect, test } from 'vitest'
import { launchFaults, needsSecondPerson, type Surroundings } from '../../src/authoring/launch-gate.ts'
import { contentOnTerms, type LaunchRecord, launchRecordSchema } from '../../src/authoring/launch-record.ts'
import type { ReferralDirectory } from '../../src/authoring/referral-files.ts'
import { contentOf, questionnaires } from '../support/flows.ts'

const today = '2026-06-01'
const review = { by: 'A native speaker', on: '2026-05-20' }
const record: LaunchRecord = {
  purpose: 'How people are treated in clinics',
  use: 'The district health office plans its visits with it',
  targetPopulation: 'Adults of the informal settlements',
  languages: ['en', 'bn'],
  media: ['ussd'],
  opensOn: '2026-06-01',
  closesOn: '2026-06-30',
  k: 10,
  quota: 0,
  ethicsReference: '',
  smsIsSafeBecause: '',
  translationReviews: { en: review, bn: review },
  acceptedWarnings: {},
}
const verified: ReferralDirectory = questionnaires.referrals.map((entry) => ({ ...entry, verified: '2026-05-30' }))
const quiet = contentOf('health-services')
const sensitive = contentOf('safety')
const ethics = { ethicsReference: 'ERC 2026/17' }

const nothing: Surroundings = { takenWords: new Map(), ofRound: [], hasEnded: false }

const faultsOf = (
  content: typeof quiet | undefined,
  changes: Partial<LaunchRecord> = {},
  referrals = verified,
  surroundings = nothing,
) =>
  launchFaults({
    ...{ content, findings: [], record: { ...record, ...changes }, referrals, lastingMedia: ['sms'], today },
    surroundings,
  })

test('a flow that everything is said of may be launched', () => {
  expect(faultsOf(quiet)).toEqual([])
  expect(faultsOf(sensitive, ethics)).toEqual([])
})

test.each([
  {
    what: 'a translation that nobody has read',
    changes: { translationReviews: { en: review } },
    field: 'translationReviews',
  },
  { what: 'a language that the flow does not speak', changes: { languages: ['fr'] }, field: 'languages' },
  { what: 'a last day that is over', changes: { opensOn: '2026-05-01', closesOn: '2026-05-31' }, field: 'closesOn' },
  { what: 'a quota below k', changes: { quota: 9 }, field: 'quota' },
])('$what stands in the way', ({ changes, field }) => {
  expect(faultsOf(quiet, changes)).toMatchObject([{ field }])
})

test('warnings of the linter need a reason, errors are to be mended', () => {
  const finding = { file: 'flows/x.yaml', line: 1, message: 'the path is long' }
  const withFinding = (severity: 'error' | 'warning', acceptedWarnings = {}) =>
    launchFaults({
      ...{ content: quiet, findings: [{ severity, ...finding }], record: { ...record, acceptedWarnings } },
      ...{ referrals: verified, lastingMedia: [], today, surroundings: nothing },
    })
  expect(withFinding('warning')).toMatchObject([{ field: 'acceptedWarnings' }])
  expect(withFinding('warning', { 'the path is long': 'People wait for it' })).toEqual([])
  expect(withFinding('error', { 'the path is long': 'People wait for it' })).toMatchObject([{ field: 'flow' }])
  expect(faultsOf(undefined)).toMatchObject([{ field: 'flow' }])
})

test('a flow with sensitive groups needs ethics, verified numbers, a second person, and a reason for SMS', () => {
  expect(needsSecondPerson(sensitive)).toBe(true)
  expect(needsSecondPerson(quiet)).toBe(false)
  expect(faultsOf(sensitive)).toMatchObject([{ field: 'ethicsReference' }])
  expect(faultsOf(sensitive, ethics, questionnaires.referrals).map(({ field }) => field)).toContain('flow')
  const { smsIsSafeBecause: _written, ...flow } = sensitive.flow
  const unsaid = { ...sensitive, flow }
  expect(faultsOf(unsaid, { ...ethics, media: ['sms', 'ussd'] })).toMatchObject([{ field: 'smsIsSafeBecause' }])
  const safe = { ...ethics, media: ['sms', 'ussd'], smsIsSafeBecause: 'Phones are handed out by us' }
  expect(faultsOf(unsaid, safe)).toEqual([])
})

test('what is launched speaks the chosen languages, on the chosen channels', () => {
  const { flow, texts } = contentOnTerms(sensitive, { ...record, smsIsSafeBecause: 'Phones are handed out by us' })
  expect(flow).toMatchObject({ languages: ['en', 'bn'], media: ['ussd'] })
  expect(flow.smsIsSafeBecause).toBe('Phones are handed out by us')
  expect(Object.keys(texts)).toEqual(['en', 'bn'])
  expect(Object.keys(flow.keywords)).toEqual(['en', 'bn'])
})

test('a record with nothing said is refused at every field', () => {
  const empty = { ...record, purpose: ' ', languages: [], media: [], k: 1, closesOn: '2026-05-01' }
  const paths = launchRecordSchema.safeParse(empty).error?.issues.map(({ path }) => path[0])
  expect(paths).toEqual(expect.arrayContaining(['purpose', 'languages', 'media', 'k']))
  expect(launchRecordSchema.safeParse({ ...record, closesOn: '2026-05-01' }).success).toBe(false)
})

test('a keyword that means something already stands in the way', () => {
  const [word = ''] = quiet.flow.keywords.en ?? []
  const takenWords = new Map([[word.toLowerCase(), 'a keyword of "other"']])
  expect(faultsOf(quiet, {}, verified, { ...nothing, takenWords })).toMatchObject([
    { field: 'keywords', message: expect.stringContaining('a keyword of "other"') },
  ])
})

test('a launch that promises less than its round did is refused', () => {
  const { flow } = sensitive
  const open = {
    ...sensitive,
    flow: { ...flow, blocks: {}, questions: flow.questions.map(({ block: _block, ...question }) => question) },
  }
  const plain = {
    ...sensitive,
    flow: { ...flow, questions: flow.questions.map((question) => ({ ...question, disaggregate: false })) },
  }
  const before = { ...nothing, ofRound: [{ content: sensitive, k: 20 }] }
  const fieldsOf = (content: typeof sensitive, k: number) => [
    ...new Set(faultsOf(content, { ...ethics, k }, verified, before).map(({ field }) => field)),
  ]
  expect(fieldsOf(sensitive, 20)).toEqual([])
  expect(fieldsOf(sensitive, 19)).toEqual(['k'])
  expect(fieldsOf(plain, 20)).toEqual(['round'])
  expect(fieldsOf(open as typeof sensitive, 20)).toEqual(['round'])
})

test('a launch names its round, and nothing is asked in one that has ended', () => {
  expect(contentOnTerms(quiet, { ...record, round: '2027' }).flow.round).toBe('2027')
  expect(contentOnTerms(quiet, record).flow.round).toBe(quiet.flow.round)
  expect(faultsOf(quiet, {}, verified, { ...nothing, hasEnded: true })).toMatchObject([
    { field: 'round', kind: 'round_ended' },
  ])
})

test('what cannot be stored is not launched', () => {
  const texts = { ...quiet.texts, en: { ...quiet.texts.en, odd: { text: 'half \ud800' } } }
  expect(faultsOf({ ...quiet, texts })).toMatchObject([{ field: 'flow' }])
})
