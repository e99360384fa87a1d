import { readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { countFigures } from '../../src/results/figures.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { type RunningApplication, startForTest } from '../support/application.ts'
import { questionnaires } from '../support/flows.ts'
import { keysOn, messageMark, providers as ordinary, reads, whatsappWithoutNumber } from '../support/phones.ts'

// Numbers and chat ids share a beginning so long that it occurs nowhere else, so that they can be looked for.
const mark = '70099417'
const secret = 'the master secret of the end-to-end test'
const dataDirectory = join(tmpdir(), `heard-end-to-end-${randomId()}`)
const providers = [...ordinary, whatsappWithoutNumber]
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const flows = questionnaires.versions.map(({ content }) => content.flow)

let application: RunningApplication
let store: Store

beforeAll(async () => {
  application = await startForTest({ DATA_DIR: dataDirectory, RELEASE_K: '10' }, secret)
  store = await openStore({
    databaseUrl: null,
    dataDir: dataDirectory,
    secrets: { current: secret, previous: [] },
    log: silent,
    clock: () => new Date(),
  })
})

afterAll(async () => {
  await store.close()
  await application[Symbol.asyncDispose]()
  await rm(dataDirectory, { recursive: true, force: true })
})

let people = 0
const newPerson = (provider: string) => {
  const number = `${mark}${String(++people).padStart(4, '0')}`
  return provider === 'Telegram' ? number : `+254${number}`
}

describe.each(providers)('$name', (provider) => {
  test.concurrent.each(
    flows.flatMap((flow) => flow.languages.map((language) => ({ flow, language, name: flow.name }))),
  )('somebody answers $name in $language to the end', async ({ flow, language }) => {
    const says = provider.phone(application, newPerson(provider.name))
    let screen = await reads(says, flow.keywords[language]?.[0] ?? '')
    let replies = 0
    for (let keys = keysOn(screen); keys.length > 0; keys = keysOn(screen)) {
      expect(++replies).toBeLessThan(20)
      screen = await reads(says, keys[0] ?? '')
    }
    const thanks = questionnaires.system[language]?.system?.thanks
    expect(screen).toContain(thanks)
  })
})

test('every answer is in the figures, and none twice', async () => {
  const perFlow = (flow: (typeof flows)[number]) => flow.languages.length * providers.length
  for (const flow of flows) {
    const request = { flow, version: '', k: 10, round: flow.round }
    const figures = await vi.waitUntil(
      async () => {
        const counted = await countFigures(store.interviews, request)
        return counted.released > 0 && counted
      },
      { timeout: 10_000, interval: 200 },
    )
    expect(figures.released + figures.waiting).toBe(perFlow(flow))
    for (const { base, missing } of figures.questions) {
      expect(base + Object.values(missing).reduce((sum, n) => sum + n, 0)).toBe(figures.released)
    }
    expect(figures.questions[0]?.base).toBe(figures.released)
  }
})

test('nothing that names anybody is in the data folder or in the log', async () => {
  const names = ['Canary-Firstname', 'canary_username', messageMark, mark]
  const files = (await readdir(dataDirectory, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  expect(files.length).toBeGreaterThan(100)
  for (const file of files) {
    const content = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0))
    for (const name of names) expect(content.includes(name), `${name} in ${file.name}`).toBe(false)
  }
  expect(application.logged.length).toBeGreaterThan(100)
  for (const name of names) expect(application.logged.filter((line) => line.includes(name))).toEqual([])
  // The search would find what is there: a question's text is, in the frozen version of its flow.
  const version = await store.flowVersions.load(questionnaires.versions[0]?.version ?? '')
  expect(JSON.stringify(version)).toContain('dispute')
})
