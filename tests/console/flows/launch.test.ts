import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesOfProject } from '../../../src/authoring/draft.ts'
import { contentOnTerms } from '../../../src/authoring/launch-record.ts'
import type { Flow } from '../../../src/core/flow.ts'
import { tokenHash } from '../../../src/privacy/chance.ts'
import { freeze, projectFolders } from '../../../src/questionnaires.ts'
import { contentOf } from '../../support/flows.ts'
import { type RunningConsole, startConsole } from '../harness.ts'

let console: RunningConsole
beforeAll(async () => {
  console = await startConsole()
})
afterAll(() => console.end())

const record = {
  ...{ purpose: 'x', use: 'x', targetPopulation: 'x', languages: ['en'], media: ['ussd'], k: 10, quota: 0 },
  ...{ opensOn: '2026-01-01', closesOn: '2100-01-01', ethicsReference: 'ERC 1', smsIsSafeBecause: '' },
  ...{ translationReviews: {}, acceptedWarnings: {} },
}

/** Asks for the launch of a flow; `changes` are in the version that is frozen, and in no draft. */
async function request(name: string, requestedBy: string, changes: Partial<Flow> = {}, terms: object = {}) {
  const own = { ...record, ...terms }
  const content = contentOf(name)
  const frozen = freeze(contentOnTerms({ ...content, flow: { ...content.flow, ...changes } }, own))
  await console.store.flowVersions.launch([frozen])
  const { version, content: asked } = frozen
  return console.store.workspace.requestLaunch({
    ...{ flow: name, round: asked.flow.round, version, revision: 1, record: own, requestedBy },
  })
}
/** The same flow with a sensitive group. */
const sensitive = (name: string): Partial<Flow> => ({
  blocks: { harm: { relevant: [] } },
  questions: contentOf(name).flow.questions.map((question, index) =>
    index === 0 ? { ...question, block: 'harm' } : question,
  ),
})
const stateOf = async (flow: string) => (await console.store.workspace.launches(flow))[0]?.state

/** Somebody who is both, signed in. */
async function authorAndApprover() {
  const { id, email } = await console.account(['author', 'approver'])
  const browser = console.browser()
  await browser.open('/console/sign-in')
  await browser.send('sign_in', { email, password: 'seven green lanterns' })
  return { id, browser }
}

test('two people agree to sensitive questions of the version that was asked for, whatever the draft says now', async () => {
  const { id, browser } = await authorAndApprover()
  const launch = await request('disputes', id, sensitive('disputes'))
  // The draft has no sensitive group, and is broken besides.
  const files = { 'flows/disputes.yaml': 'name: [' }
  await console.store.workspace.save({ flow: 'disputes', revision: 0, files, note: '', savedBy: 'writer' })
  const page = await browser.open('/console/flows/disputes/launch')
  expect(page.text).toContain('exactly what people will be asked')
  expect(page.text).toContain(contentOf('disputes').flow.questions[0]?.name)
  expect(page.html).toMatch(/<strong[^>]*>sensitive<\/strong>/)
  const refused = await browser.send('approve', { id: launch })
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('somebody else must agree')])
  expect(await stateOf('disputes')).toBe('in_review')

  const other = await console.signedIn(['approver'])
  await other.open('/console/flows/disputes/launch')
  expect((await other.send('approve', { id: launch })).text).toContain('It is open to people now.')
  expect(await stateOf('disputes')).toBe('live')
})

test('who wrote a part of it, made the account of who asked, or whose account others could open is no second person', async () => {
  const { accounts, links } = console.store.console
  const [asks, maker, writer, opened] = await Promise.all(
    ['author', 'administrator', 'author', 'approver'].map((role) => console.account([role as 'author'])),
  )
  const tied = { ...{ name: 'Tied', email: 'tied@example.org', language: 'en', passwordHash: null } }
  const made = await accounts.create({ ...tied, roles: ['author'], createdBy: maker?.id ?? '' })
  await console.store.workspace.save({
    ...{ flow: 'feedback-x', revision: 0, files: {}, note: '', savedBy: writer?.id ?? '' },
  })
  await links.create(tokenHash('a link'), 'new_password', opened?.id ?? '', maker?.id ?? null)
  const judge = async (requestedBy: string, by: string) => {
    const id = await console.store.workspace.requestLaunch({
      ...{ flow: 'feedback-x', round: '1', version: 'v', revision: 1, record, requestedBy },
    })
    const { fault } = await console.store.workspace.open(id, ['in_review'], by, ({ tie }) => tie ?? 'none')
    return fault
  }
  expect(await judge(made?.id ?? '', maker?.id ?? '')).toBe('made_account')
  expect(await judge(maker?.id ?? '', made?.id ?? '')).toBe('made_account')
  expect(await judge(asks?.id ?? '', writer?.id ?? '')).toBe('wrote')
  expect(await judge(asks?.id ?? '', opened?.id ?? '')).toBe('link')
  console.pass(24 * 60 + 1)
  expect(await judge(asks?.id ?? '', opened?.id ?? '')).toBe('none')
})

test('other flows need no second person', async () => {
  const { id, browser } = await authorAndApprover()
  const launch = await request('living-conditions', id)
  await browser.open('/console/flows/living-conditions/launch')
  await browser.send('approve', { id: launch })
  expect(await stateOf('living-conditions')).toBe('live')
})

test('what is approved is judged as it was frozen: by its version, its keywords, and what its round was promised', async () => {
  const approver = await console.signedIn(['approver'])
  const approve = async (flow: string, id: string) => {
    await approver.open(`/console/flows/${flow}/launch`)
    return (await approver.send('approve', { id })).text
  }
  const unknown = await console.store.workspace.requestLaunch({
    ...{ flow: 'functioning', round: '1', version: 'nowhere', revision: 1, record, requestedBy: 'author' },
  })
  expect(await approve('functioning', unknown)).toContain('is not stored, or was changed')
  const taken = contentOf('living-conditions').flow.keywords
  const clash = await request('functioning', 'author', { keywords: taken })
  expect(await approve('functioning', clash)).toContain('already begins another flow')
  // `disputes` is open with a sensitive group, and k = 10.
  expect(await approve('disputes', await request('disputes', 'author'))).toContain('people were promised more')
  const lower = await request('disputes', 'author', sensitive('disputes'), { k: 5 })
  expect(await approve('disputes', lower)).toContain('not less than an earlier launch')
  expect(await stateOf('functioning')).toBe('in_review')
})

test('an approver closes a round for good, and nothing can be launched in it again', async () => {
  const round = { flow: 'education-services', round: '2026' }
  const launch = await request('education-services', 'author')
  await console.store.workspace.open(launch, ['in_review'], 'approver', () => null)
  const approver = await console.signedIn(['approver'])
  expect((await approver.open('/console/flows/education-services/launch')).text).toContain('0 would be released')
  const unsure = await approver.send('close_round', { round: '2026' })
  expect([unsure.status, unsure.text]).toEqual([422, expect.stringContaining('Tick this to close')])
  expect(await console.store.interviews.closed()).not.toContainEqual(round)
  await approver.open('/console/flows/education-services/launch')
  expect((await approver.send('close_round', { round: '2026', sure: 'yes' })).text).toContain('The round is closed.')
  expect(await console.store.interviews.closed()).toContainEqual(round)
  expect(await stateOf('education-services')).toBe('closed')
  const again = await request('education-services', 'author')
  await approver.open('/console/flows/education-services/launch')
  expect((await approver.send('approve', { id: again })).text).toContain('This round is closed')
  const author = await console.signedIn(['author'])
  expect((await author.open('/console/flows/education-services/launch')).html).toMatch(/value="2027"[^>]*name="round"/)
})

test('a launch that was decided meanwhile is not decided again', async () => {
  const [first, second] = [await console.signedIn(['approver']), await console.signedIn(['approver'])]
  console.pass(1)
  const launch = await request('functioning', 'author')
  await first.open('/console/flows/functioning/launch')
  await second.open('/console/flows/functioning/launch')
  await first.send('refuse', { id: launch })
  const late = await second.send('approve', { id: launch })
  expect([late.status, late.text]).toEqual([422, expect.stringContaining('decided meanwhile')])
  expect(await stateOf('functioning')).toBe('refused')
})

test('who saves a draft that somebody else has saved meanwhile is told so, and nothing is lost', async () => {
  const author = await console.signedIn(['author'])
  await author.open('/console/flows/functioning/source')
  const files = filesOfProject('functioning', projectFolders)
  await console.store.workspace.save({ flow: 'functioning', revision: 0, files, note: 'other', savedBy: 'x' })
  const saved = await author.send('save')
  expect([saved.status, saved.text]).toEqual([409, expect.stringContaining('Somebody else has saved this draft')])
  expect((await console.store.workspace.history('functioning')).map(({ note }) => note)).toEqual(['other'])
})

test('a draft cannot hold files that are not its own', async () => {
  const author = await console.signedIn(['author'])
  await author.open('/console/flows/functioning/source')
  const refused = await author.send('save', { 'locales/en/system.json': '{}' })
  expect(refused.status).toBe(422)
})

test('an analyst sees flows and changes none', async () => {
  const analyst = await console.signedIn(['analyst'])
  expect((await analyst.open('/console/flows/disputes')).status).toBe(200)
  const token = /name="token" value="([^"]+)"/.exec((await analyst.open('/console/account')).html)?.[1] ?? ''
  expect((await analyst.post('/console/flows', { action: 'clone', token, from: 'disputes', to: 'mine' })).status).toBe(
    403,
  )
})
