import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sms } from '../src/channels/media/sms.ts'
import { createClosing } from '../src/closing.ts'
import { loadConfig } from '../src/config.ts'
import { createConversation } from '../src/conversation/conversation.ts'
import { createIdleEnding } from '../src/conversation/idle.ts'
import { createThrottle } from '../src/conversation/throttle.ts'
import type { FlowContent } from '../src/core/flow.ts'
import { roundScope } from '../src/privacy/keyring.ts'
import { freeze, openLibrary } from '../src/questionnaires.ts'
import { openTestStore, type TestStore } from './store/test-store.ts'
import { questionnaires, smallFlow } from './support/flows.ts'

// A flow that was written in the console: the project's files know nothing of it.
const yesNo = { answer: { yes: 'Yes', no: 'No' } }
const first = smallFlow(
  ['one', 'two'].map((name) => ({ name, list: 'answer' })),
  yesNo,
)
const second = smallFlow(
  ['one', 'two', 'three'].map((name) => ({ name, list: 'answer' })),
  yesNo,
)
const round = { flow: 'small', round: '1' }
const config = loadConfig({ RELEASE_K: '5' })
const clock = () => new Date('2026-11-23T10:00:00Z')

let store: TestStore
let people = 0
beforeEach(async () => {
  store = await openTestStore({ clock })
  await store.flowVersions.launch([freeze(first), freeze(second)])
  await store.keys.open([roundScope('small', '1')])
})
afterEach(() => store.end())

const closingOf = (of: TestStore) => createClosing(of, questionnaires, { config, clock })

/** A server on which this version is open. */
function server(content: FlowContent) {
  const loadContent = async (version: string) => (await store.flowVersions.load(version))?.content ?? null
  const library = openLibrary({ ...questionnaires, versions: [freeze(content)] }, { ...config, loadContent })
  const { contacts, keyring } = store
  const converse = createConversation({
    ...{ library, contacts, keyring, clock, idleMinutes: 60, allow: createThrottle(1000) },
  })
  let messages = 0
  const somebody = () => {
    const value = `+2547110${String(++people).padStart(5, '0')}`
    return async (text: string) => {
      const { screen, instead } = await converse(
        {
          ...{ medium: sms, address: { scheme: 'tel', value }, messageId: `${value} ${++messages}` },
          input: { kind: 'message', text },
        },
        { channel: 'test', reply: 'response' },
      )
      return { text: screen?.text ?? '', instead }
    }
  }
  return { somebody, library }
}

type Says = ReturnType<ReturnType<typeof server>['somebody']>
/** Up to the last of these texts. */
async function writes(says: Says, ...texts: string[]) {
  let seen = { text: '', instead: undefined as string | undefined }
  for (const text of texts) seen = await says(text)
  return seen
}

const dispositions = async () =>
  Object.fromEntries((await store.interviews.dispositions('small')).map((each) => [each.disposition, each.count]))

describe('closing a round', () => {
  test('ends conversations in versions that only the database knows, and counts them with those that wait', async () => {
    const { somebody } = server(first)
    for (let count = 0; count < 3; count++) await writes(somebody(), 'SMALL', '1', '1', '1')
    for (let count = 0; count < 4; count++) await writes(somebody(), 'SMALL', '1', '1')
    await writes(server(second).somebody(), 'SMALL', '1', '1')
    expect(await closingOf(store).forecast(round)).toEqual({ released: 0, lost: 3, k: 5 })
    expect(await closingOf(store).close(round, null)).toEqual({ ended: 5, released: 8, discarded: false, stuck: 0 })
    expect(await dispositions()).toEqual({ completed: 3, break_off: 5 })
  })

  test('lets nobody begin or complete, on no server, and says to whoever is too late that they are, once', async () => {
    const here = server(first)
    const there = server(first)
    for (let count = 0; count < 5; count++) await writes(here.somebody(), 'SMALL', '1', '1', '1')
    const [early, between] = [there.somebody(), there.somebody()]
    await writes(early, 'SMALL', '1', '1')
    await writes(between, 'SMALL', '1', '1')
    await store.interviews.beginClose(round)
    // While it is being closed, and the other server still offers the flow.
    expect(await between('1')).toEqual({ text: expect.stringContaining('too late'), instead: 'late' })
    expect((await there.somebody()('SMALL')).text).toContain('nothing to answer')
    await closingOf(store).close(round, null)
    const published = await dispositions()
    expect(published).toEqual({ completed: 5, break_off: 2 })

    expect(await early('1')).toEqual({ text: expect.stringContaining('too late'), instead: 'late' })
    expect((await early('1')).text).not.toContain('too late')
    expect((await between('STOP')).instead).toBeUndefined()
    await writes(there.somebody(), 'SMALL', '1', '1', '1')
    await createIdleEnding({ library: there.library, endIdle: store.retention.endIdle, clock })()
    expect(await store.interviews.release(round, 1)).toBe(0)
    expect(await store.interviews.waiting()).toEqual([])
    expect(await dispositions()).toEqual(published)
  })

  test('goes on where it was interrupted', async () => {
    const { somebody } = server(first)
    for (let count = 0; count < 5; count++) await writes(somebody(), 'SMALL', '1', '1')
    await store.interviews.beginClose(round)
    expect(await store.interviews.closed()).toEqual([])
    const another = await openTestStore({ url: store.url, clock })
    expect((await closingOf(another).close(round, null)).released).toBe(5)
    expect((await closingOf(another).close(round, null)).released).toBe(0)
    await another.end()
    expect(await store.interviews.closed()).toEqual([round])
  })

  test('is not overtaken by a release: what would be left of it together is not too few', async () => {
    const { somebody } = server(first)
    for (let count = 0; count < 6; count++) await writes(somebody(), 'SMALL', '1', '1', '1')
    await writes(somebody(), 'SMALL', '1', '1')
    await store.interviews.beginClose(round)
    expect(await store.interviews.release(round, 5)).toBe(0)
    expect(await closingOf(store).close(round, null)).toMatchObject({ released: 7, discarded: false })
  })

  test('waits for whoever is about to be thanked', async () => {
    const { somebody } = server(first)
    for (let count = 0; count < 4; count++) await writes(somebody(), 'SMALL', '1', '1', '1')
    const last = somebody()
    await writes(last, 'SMALL', '1', '1')
    const client = await store.database.pool.connect()
    await client.query('BEGIN; LOCK TABLE waiting_interview IN ACCESS EXCLUSIVE MODE')
    const isWaiting = async (type: string) =>
      ((await client.query('SELECT FROM pg_locks WHERE NOT granted AND locktype = $1', [type])).rowCount ?? 0) > 0
    // The last answer is decided, and not yet written.
    const answered = last('1')
    while (!(await isWaiting('relation')));
    let hasBegun = false
    const begun = store.interviews.beginClose(round).then(() => {
      hasBegun = true
    })
    while (!hasBegun && !(await isWaiting('advisory')));
    expect(hasBegun).toBe(false)
    await client.query('COMMIT')
    client.release()
    expect((await answered).text).toContain('Your answers count')
    await begun
    expect((await closingOf(store).close(round, null)).released).toBe(5)
  })

  test('closes its launches, so that the console says so too', async () => {
    const record = { opensOn: '2026-01-01', closesOn: '2026-12-31', k: 5, quota: 0 }
    const version = freeze(first).version
    const id = await store.workspace.requestLaunch({ ...round, version, revision: 1, record, requestedBy: 'author' })
    await store.workspace.open(id, ['in_review'], 'approver', () => null)
    await closingOf(store).close(round, 'administrator')
    expect(await store.workspace.launches('small')).toMatchObject([{ state: 'closed', decidedBy: 'administrator' }])
  })
})
