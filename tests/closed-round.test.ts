import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedRound } from '../src/closed-round.ts'
import { freeze } from '../src/questionnaires.ts'
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

test('of a round that is open nothing is given, and it is said which are closed', async () => {
  await expect(versionOf('2026')).rejects.toThrow(/is open.*heard close safety.*--round 2024, --round 2025/s)
})
