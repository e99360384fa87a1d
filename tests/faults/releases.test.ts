import { cp, glob, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { numberOf, providers, send } from './delivery.ts'
import { patience } from './length.ts'
import { endServers, spawnServer } from './server-process.ts'
import { query, storedInterviews } from './stored.ts'

// Two releases of the program run side by side on one database, as while one is replaced by the other.
const project = join(import.meta.dirname, '../..')
const folders: string[] = []
let database: TestDatabase
let old: string
let next: string

/** What lies in the project beside the program. */
const notProgram = new Set(['node_modules', 'tests', 'bench', 'docs', 'data'])

/** A copy of the program in which some of its files say something else. */
async function release(change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'heard-release-'))
  folders.push(folder)
  for (const part of await readdir(project)) {
    if (!part.startsWith('.') && !notProgram.has(part))
      await cp(join(project, part), join(folder, part), { recursive: true })
  }
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
  await change(folder)
  return folder
}

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(path, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`Nothing was changed in ${path}.`)
  await writeFile(path, after)
}

beforeAll(async () => {
  database = await createTestDatabase()
  const changed = await release(async (copy) => {
    // Other words in one question of many flows, a questionnaire less, and Swahili nowhere.
    await rewrite(join(copy, 'locales/en/washington-group.json'), (text) =>
      text.replace('difficulty seeing', 'trouble seeing'),
    )
    await rm(join(copy, 'flows/living-conditions.yaml'))
    for (const language of ['en', 'bn']) await rm(join(copy, `locales/${language}/living-conditions.json`))
    for await (const file of glob('flows/**/*.yaml', { cwd: copy })) {
      await rewrite(join(copy, file), (text) =>
        text.replace('[en, bn, sw]', '[en, bn]').replace(/^ {2}sw: \[.*\n/m, ''),
      )
    }
    await rm(join(copy, 'locales/sw'), { recursive: true })
  })
  const environment = { DATABASE_URL: database.url, RELEASE_K: '100000' }
  old = await spawnServer(environment).ready
  next = await spawnServer(environment, changed).ready
}, 120_000)
afterAll(async () => {
  await endServers()
  await database.drop()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const provider = providers.Telegram
let people = 95_000_000

function somebody() {
  const who = numberOf(++people)
  return async (url: string, text: string) => {
    const { status, body } = await send(url, provider.request(who, text))
    expect(status).toBe(200)
    return provider.screen(body)
  }
}

test(
  'a conversation goes on in the words it began with, whichever release takes its messages',
  patience(30, 30),
  async () => {
    const before = (await storedInterviews(database.url, 'functioning')).length
    const [begunBefore, begunAfter] = [somebody(), somebody()]
    for (const text of ['ACTIVITY', '1']) {
      await begunBefore(old, text)
      await begunAfter(next, text)
    }
    expect(await begunBefore(next, '1')).toContain('difficulty seeing')
    expect(await begunAfter(old, '1')).toContain('trouble seeing')
    for (const [turn, text] of ['1', '1', '1', '1', '1', '1'].entries()) {
      await begunBefore(turn % 2 === 0 ? old : next, text)
      await begunAfter(turn % 2 === 0 ? old : next, text)
    }
    expect((await storedInterviews(database.url, 'functioning')).length).toBe(before + 2)
  },
)

test(
  'a conversation in a language that was withdrawn goes on in it to its end; the next one is in another',
  patience(30, 30),
  async () => {
    const says = somebody()
    const consent = await says(old, 'SHUGHULI')
    const asked = [consent]
    for (const text of ['1', '1', '1', '1', '1', '1', '1', '1']) asked.push(await says(next, text))
    // As with nothing withdrawn.
    const undisturbed = somebody()
    const expected = [await undisturbed(old, 'SHUGHULI')]
    for (const text of ['1', '1', '1', '1', '1', '1', '1', '1']) expected.push(await undisturbed(old, text))
    expect(asked).toEqual(expected)
    expect(await says(next, 'HEALTH')).toContain('Take part?')
  },
)

test('a conversation in a questionnaire that was taken away goes on to its end', patience(30, 30), async () => {
  const says = somebody()
  for (const text of ['HOME', '1']) await says(old, text)
  const before = (await storedInterviews(database.url, 'living-conditions')).length
  for (const text of ['1', '1', '1', '1', '1']) await says(next, text)
  expect((await storedInterviews(database.url, 'living-conditions')).length).toBe(before + 1)
  expect(await says(next, 'HOME')).not.toContain('Take part?')
})

test(
  'where the old version itself is lost, the conversation ends and the menu is shown',
  patience(30, 30),
  async () => {
    const says = somebody()
    for (const text of ['SCORE', '1']) await says(old, text)
    // The new release has not had to look at it yet.
    await query(database.url, "DELETE FROM flow_version WHERE flow = 'service-scorecard'")
    expect(await says(next, '1')).toMatch(/^1 .*\n2 /m)
    expect(await says(next, 'ACTIVITY')).toContain('Take part?')
  },
)

test(
  'where a newer release remembers more of a conversation, the older one leaves it to the newer, and no answer is lost',
  patience(60, 60),
  async () => {
    const newest = await release((copy) =>
      rewrite(join(copy, 'src/conversation/session.ts'), (text) =>
        text
          .replace('const sessionFormat: number = 1', 'const sessionFormat: number = 2')
          .replace('  medium: z.string(),', "  medium: z.string(), mood: z.string().default('curious'),")
          .replace("  medium: '',", "  medium: '', mood: '',"),
      ),
    )
    const newer = await spawnServer({ DATABASE_URL: database.url, RELEASE_K: '100000' }, newest).ready
    const before = (await storedInterviews(database.url, 'functioning')).length
    const who = numberOf(++people)
    const says = async (url: string, text: string) => send(url, provider.request(who, text))
    for (const text of ['ACTIVITY', '1', '1']) expect((await says(old, text)).status).toBe(200)
    const message = provider.request(who, '1')
    expect((await send(newer, message)).status).toBe(200)
    for (const text of ['1', '1', '1', '1']) {
      expect((await says(old, text)).status).toBe(503)
      const { status, body } = await says(newer, text)
      expect([status, provider.screen(body)]).toEqual([200, expect.stringMatching(/difficulty/)])
    }
    expect((await says(newer, '1')).status).toBe(200)
    expect((await storedInterviews(database.url, 'functioning')).length).toBe(before + 1)
    // Nothing of it counts as a fault of a message.
    expect(await query(database.url, 'SELECT FROM failed_message')).toEqual([])
  },
)
