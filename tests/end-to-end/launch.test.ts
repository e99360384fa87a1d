import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startApplication } from '../../src/application.ts'
import { contentOnTerms } from '../../src/authoring/launch-record.ts'
import { loadConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { askedVersion } from '../../src/offers.ts'
import { randomSecret } from '../../src/privacy/chance.ts'
import { freeze } from '../../src/questionnaires.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { startForTest } from '../support/application.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, questionnaires } from '../support/flows.ts'

const secret = randomSecret()
const webhookSecret = randomSecret()
let database: TestDatabase
let store: TestStore
let application: Awaited<ReturnType<typeof start>>
beforeAll(async () => {
  database = await createTestDatabase()
  application = await start({ NODE_ENV: 'production', AFRICASTALKING_WEBHOOK_SECRET: webhookSecret })
  store = await openTestStore({ url: database.url, secrets: { current: secret, previous: [] } })
})
afterAll(async () => {
  await store.end()
  await application.stop()
  await database.drop()
})

async function start(variables: Readonly<Record<string, string>>) {
  const config = loadConfig({
    ...{ HEARD_SECRET: secret, PORT: '0', HOST: '127.0.0.1', DATABASE_URL: database.url },
    ...variables,
  })
  return startApplication(config, secret, createLog('silent'))
}

let dials = 0
/** A session of somebody who has never dialled before: shows the first screen, and after each key the next one. */
function dial(): (key?: string) => Promise<string> {
  const sessionId = String(++dials)
  const typed: string[] = []
  return async (key) => {
    if (key !== undefined) typed.push(key)
    const response = await fetch(`http://127.0.0.1:${application.port}/webhooks/africastalking/${webhookSecret}/ussd`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ sessionId, phoneNumber: `+2547${sessionId.padStart(8, '0')}`, serviceCode: '*384#' },
        text: typed.join('*'),
      }),
    })
    return response.text()
  }
}

/** What somebody sees who dials the code for the first time. */
const sees = () => dial()()

const terms = {
  ...{
    purpose: 'x',
    use: 'x',
    targetPopulation: 'x',
    languages: ['en'],
    opensOn: '2000-01-01',
    closesOn: '2100-01-01',
  },
  ...{ k: 10, quota: 0, ethicsReference: '', smsIsSafeBecause: '', translationReviews: {}, acceptedWarnings: {} },
}

async function launch(media: readonly string[]): Promise<string> {
  const record = { ...terms, media: [...media] }
  const frozen = freeze(contentOnTerms(contentOf('living-conditions'), record))
  await store.flowVersions.launch([frozen])
  const { round } = frozen.content.flow
  const { flow, version } = frozen
  return store.workspace.requestLaunch({ flow, version, round, revision: 1, record, requestedBy: 'author' })
}

/** The server looks for news by itself. */
const soon = { timeout: 20_000, interval: 200 }

test('commands know a flow that only the console has', async () => {
  const content = contentOf('disputes')
  const own = freeze({ ...content, flow: { ...content.flow, name: 'console-only' } })
  await store.flowVersions.launch([own])
  const record = { ...terms, media: ['ussd'] }
  const { round } = own.content.flow
  await expect(askedVersion(store, questionnaires, 'console-only')).rejects.toThrow('There is no flow of that name')
  const id = await store.workspace.requestLaunch({
    ...{ flow: 'console-only', version: own.version, round, revision: 1, record, requestedBy: 'author' },
  })
  await expect(askedVersion(store, questionnaires, 'console-only')).rejects.toThrow('There is no flow of that name')
  await store.workspace.decide(id, ['in_review'], 'closed', 'approver')
  expect((await askedVersion(store, questionnaires, 'console-only')).version).toBe(own.version)
})

describe('in production people are asked only what is launched', () => {
  test('nothing is open at first, whatever stands in the folder', async () => {
    expect(application.flows).toEqual([])
    expect(await sees()).toMatch(/^END/)
  })

  test('from its approval on, on the channels that it is launched for, until it is paused', async () => {
    const title = contentOf('living-conditions').texts.en?.['living-conditions']?.title as string
    const id = await launch(['ussd'])
    await store.workspace.open(id, ['in_review'], 'approver', () => null)
    await vi.waitFor(async () => expect(await sees()).toContain(title), soon)
    const types = dial()
    await types()
    expect(await types('1')).toMatch(/Take part\?/)

    const other = await launch(['sms'])
    await store.workspace.open(other, ['in_review'], 'approver', () => null)
    await vi.waitFor(async () => expect(await sees()).not.toContain(title), soon)

    await store.workspace.decide(other, ['live'], 'closed', 'approver')
    const again = await launch(['ussd', 'sms'])
    await store.workspace.open(again, ['in_review'], 'approver', () => null)
    await vi.waitFor(async () => expect(await sees()).toContain(title), soon)
    await store.workspace.decide(again, ['live'], 'paused', 'approver')
    await vi.waitFor(async () => expect(await sees()).not.toContain(title), soon)
  })

  test('who is in the middle of it goes on, paused or not', async () => {
    const id = (await store.workspace.launches('living-conditions')).find(({ state }) => state === 'paused')?.id ?? ''
    await store.workspace.open(id, ['paused'], 'approver', () => null)
    await vi.waitFor(async () => expect(await sees()).toMatch(/^CON/), soon)
    const types = dial()
    await types()
    expect(await types('1')).toMatch(/Take part\?/)
    await store.workspace.decide(id, ['live'], 'paused', 'approver')
    await vi.waitFor(async () => expect(await sees()).toMatch(/^END/), soon)
    expect(await types('1')).toMatch(/^CON You are:/)
  })
})

test('in development everything is open, with a notice of what would keep it from being launched', async () => {
  const { flows, unready, stop } = await start({ NODE_ENV: 'development' })
  await stop()
  expect(flows).toContain('safety')
  expect(unready.map(({ flow }) => flow)).toEqual(['safety'])
})

test('the first start offers the console to its first administrator; the link is on the same server', async () => {
  await using running = await startForTest({ DATABASE_URL: database.url }, secret)
  const page = await fetch(running.url + running.application.firstAdministrator)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Set up the first account')])
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
})
