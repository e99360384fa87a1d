import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesOfProject } from '../../../src/authoring/draft.ts'
import { projectFolders } from '../../../src/questionnaires.ts'
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
const request = (flow: string, requestedBy: string) =>
  console.store.workspace.requestLaunch({
    flow,
    round: contentOf(flow).flow.round,
    version: 'v',
    revision: 1,
    record,
    requestedBy,
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

test('who asked for the launch of sensitive questions cannot approve it; somebody else can', async () => {
  const { id, browser } = await authorAndApprover()
  const launch = await request('safety', id)
  await browser.open('/console/flows/safety/launch')
  const refused = await browser.send('approve', { id: launch })
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('somebody else must agree')])
  expect(await stateOf('safety')).toBe('in_review')

  const other = await console.signedIn(['approver'])
  await other.open('/console/flows/safety/launch')
  expect((await other.send('approve', { id: launch })).text).toContain('It is open to people now.')
  expect(await stateOf('safety')).toBe('live')
})

test('other flows need no second person', async () => {
  const { id, browser } = await authorAndApprover()
  const launch = await request('living-conditions', id)
  await browser.open('/console/flows/living-conditions/launch')
  await browser.send('approve', { id: launch })
  expect(await stateOf('living-conditions')).toBe('live')
})

test('a launch that was decided meanwhile is not decided again', async () => {
  const [first, second] = [await console.signedIn(['approver']), await console.signedIn(['approver'])]
  const launch = await request('disputes', 'author')
  await first.open('/console/flows/disputes/launch')
  await second.open('/console/flows/disputes/launch')
  await first.send('refuse', { id: launch })
  const late = await second.send('approve', { id: launch })
  expect([late.status, late.text]).toEqual([422, expect.stringContaining('decided meanwhile')])
  expect(await stateOf('disputes')).toBe('refused')
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
