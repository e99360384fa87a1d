import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedRound } from '../src/closed-round.ts'
import { weakenedBy } from '../src/core/round-rules.ts'
import { freeze } from '../src/questionnaires.ts'
import { selectVariables } from '../src/results/export/variables.ts'
import { openTestStore, type TestStore } from './store/test-store.ts'
import { contentOf, inRound, questionnaires } from './support/flows.ts'

const ofRound = (round: string) => freeze(inRound(contentOf('safety'), round))
const written = ofRound('2026')
const earlier = ofRound('2025')
const launched = ofRound('2024')
const refused = ofRound('2023')

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
  await store.flowVersions.launch([launched, refused, earlier, written])
  for (const [{ version, content }, decision] of [
    [launched, 'closed'],
    [refused, 'refused'],
  ] as const) {
    const { round } = content.flow
    const id = await store.workspace.requestLaunch({
      ...{ flow: 'safety', version, round, revision: 1, record: {}, requestedBy: 'author' },
    })
    await store.workspace.decide(id, ['in_review'], decision, 'approver')
  }
  for (const round of ['2024', '2025']) await store.interviews.close({ flow: 'safety', round }, 10)
})
afterAll(() => store.end())

const versionOf = async (round?: string) => (await closedRound(store, questionnaires, 'safety', round)).version

describe('a round is known by what was asked in it', () => {
  test('also when the file of the flow has gone on to the next', async () => {
    expect(await versionOf('2025')).toBe(earlier.version)
  })

  test('also when another launch has followed', async () => {
    expect(await versionOf('2024')).toBe(launched.version)
  })

  test('unless nobody was asked: its launch was refused, or there is none', async () => {
    await expect(versionOf('2023')).rejects.toThrow(/Nobody was asked.*safety, round "2023"/s)
    await expect(versionOf('1999')).rejects.toThrow(/Nobody was asked.*safety, round "1999"/s)
  })
})

describe('a round keeps the strictest rules of all versions that were open in it', () => {
  const careful = inRound(contentOf('safety'), '2022')
  const careless = {
    ...careful,
    flow: {
      ...careful.flow,
      blocks: {},
      questions: careful.flow.questions.map(({ block: _block, ...question }) => ({ ...question, disaggregate: false })),
    },
  }
  const round = { flow: 'safety', round: '2022' }
  const launch = async (content: typeof careful, to: 'closed' | 'refused') => {
    const { version } = freeze(content)
    await store.flowVersions.launch([freeze(content)])
    const record = { opensOn: '2026-01-01', closesOn: '2026-02-01', k: 10, quota: 0 }
    const id = await store.workspace.requestLaunch({ ...round, version, revision: 1, record, requestedBy: 'author' })
    await store.workspace.decide(id, ['in_review'], to, 'approver')
  }
  const rulesOf = ({ flow }: typeof careful) =>
    flow.questions.map(({ name, block, disaggregate }) => [name, block !== undefined, disaggregate])

  test('so a later launch, or one that was refused, changes nothing for those who answered before', async () => {
    await launch(careful, 'closed')
    await launch(careless as never, 'closed')
    await store.interviews.close(round, 10)
    const { version, content } = await closedRound(store, questionnaires, 'safety', '2022')
    expect(version).toBe(freeze(careless as never).version)
    expect(rulesOf(content)).toEqual(rulesOf(careful))
    const wanted = { sensitive: false, freeText: false }
    expect(selectVariables(content.flow, wanted).leftOut).toEqual(selectVariables(careful.flow, wanted).leftOut)
  })

  test('and such a launch is refused', () => {
    expect(weakenedBy(careful.flow, careful.flow)).toEqual([])
    expect(weakenedBy(careless.flow as never, careful.flow)).toEqual([])
    const groups = Object.keys(careful.flow.blocks)
    const found = weakenedBy(careful.flow, careless.flow as never)
    expect(found).toEqual(
      expect.arrayContaining([
        ...groups,
        ...selectVariables(careful.flow, { sensitive: false, freeText: true }).leftOut.sensitive,
        'gender',
      ]),
    )
  })
})

test('of a round that is open nothing is given, and it is said which are closed', async () => {
  await expect(versionOf('2026')).rejects.toThrow(
    /is open.*heard close safety.*--round 2022, --round 2024, --round 2025/s,
  )
})
