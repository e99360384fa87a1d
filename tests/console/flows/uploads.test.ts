import { readFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { type DraftFiles, filesOfProject, inRound, roundIn } from '../../../src/authoring/draft.ts'
import { createUploads, type WaitingUpload } from '../../../src/console/flows/uploads.ts'
import { createJobs } from '../../../src/console/worker/jobs.ts'
import { flowNameSchema } from '../../../src/core/names.ts'
import { Problem } from '../../../src/problem.ts'
import { projectFolders } from '../../../src/questionnaires.ts'

const jobs = createJobs({ folders: projectFolders, ussdLimit: 160, reachable: [], organisation: 'CSO' })
const flowName = (name: string) => flowNameSchema.parse(name)
const form = (label: string, title = 'Clinic visit') =>
  Buffer.from(
    [
      '| survey | | | |',
      '| | type | name | label |',
      `| | select_one yn | went | ${label} |`,
      '| choices | | | |',
      '| | list_name | name | label |',
      '| | yn | yes | Yes |',
      '| | yn | no | No |',
      '| settings | | | |',
      '| | form_title | form_id | keyword::English (en) |',
      `| | ${title} | clinic_visit | VISIT |`,
    ].join('\n'),
  )

let drafts: Map<string, { revision: number; files: DraftFiles }>
const uploads = createUploads({
  worker: { run: async (job: keyof typeof jobs, data: never) => jobs[job](data) } as never,
  async standing(name) {
    const project = filesOfProject(name, projectFolders)
    return drafts.get(name) ?? (Object.keys(project).length === 0 ? null : { revision: 0, files: project })
  },
  async save(name, revision, files) {
    if ((drafts.get(name)?.revision ?? 0) !== revision) throw new Problem('draft_outdated', name)
    drafts.set(name, { revision: revision + 1, files })
    return revision + 1
  },
  tooCostly: () => ({ findings: [] }),
})
beforeEach(() => {
  drafts = new Map()
})

/** Uploads a form and a second one of the same name; what waits then. */
async function second(label = 'Did you pay?'): Promise<WaitingUpload> {
  expect(await uploads.upload('visit.md', form('Did you go?'), 'me')).toMatchObject({
    name: 'clinic-visit',
    waiting: null,
  })
  const { waiting } = await uploads.upload('visit.md', form(label, 'Another form'), 'me')
  if (!waiting) throw new Error('nothing waits')
  return waiting
}
const textOf = (name: string) => drafts.get(name)?.files[`locales/en/${name}.json`] ?? ''

test('a form whose name is taken waits, with what is different, and changes nothing before', async () => {
  const waiting = await second()
  expect(waiting).toMatchObject({ name: 'clinic-visit', revision: 1, note: 'visit.md' })
  expect(drafts.get('clinic-visit')?.revision).toBe(1)
  expect(textOf('clinic-visit')).toContain('Did you go?')
  const { changed, rounds } = await uploads.compare(waiting)
  const lines = (changed ?? []).flatMap(({ parts }) =>
    parts.filter(({ kind }) => kind !== 'same').flatMap((part) => part.lines),
  )
  expect(lines.join('\n')).toMatch(/Did you go\?[\s\S]*Did you pay\?/)
  expect(rounds).toEqual({ before: '1', uploaded: '1' })
})

test('the same form again changes nothing, and asks nothing', async () => {
  await uploads.upload('visit.md', form('Did you go?'), 'me')
  expect((await uploads.upload('visit.md', form('Did you go?'), 'me')).waiting).toBeNull()
  expect(drafts.get('clinic-visit')?.revision).toBe(1)
})

test('it is a new version in the same round, or in a new one', async () => {
  const first = await second()
  await uploads.take(first, { kind: 'new_round', round: 'May 2026' }, 'me')
  expect(roundIn(drafts.get('clinic-visit')?.files ?? {}, 'clinic-visit')).toBe('May 2026')
  const { waiting } = await uploads.upload('visit.md', form('And now?'), 'me')
  if (!waiting) throw new Error('nothing waits')
  expect((await uploads.compare(waiting)).rounds).toEqual({ before: 'May 2026', uploaded: '1' })
  await uploads.take(waiting, { kind: 'same_round' }, 'me')
  expect(roundIn(drafts.get('clinic-visit')?.files ?? {}, 'clinic-visit')).toBe('May 2026')
  expect(textOf('clinic-visit')).toContain('And now?')
})

test('it is another flow under another name, which must be free', async () => {
  const waiting = await second()
  const taken = uploads.take(waiting, { kind: 'other_name', to: flowName('disputes') }, 'me')
  await expect(taken).rejects.toMatchObject({ code: 'flow_exists' })
  expect(await uploads.take(waiting, { kind: 'other_name', to: flowName('clinic-two') }, 'me')).toBe('clinic-two')
  expect(textOf('clinic-two')).toContain('Did you pay?')
  expect(drafts.get('clinic-two')?.files['flows/clinic-two.yaml']).toContain('name: clinic-two')
  expect(textOf('clinic-visit')).toContain('Did you go?')
})

test('what somebody has saved meanwhile is not replaced', async () => {
  const waiting = await second()
  drafts.set('clinic-visit', { revision: 2, files: waiting.files })
  await expect(uploads.take(waiting, { kind: 'same_round' }, 'me')).rejects.toMatchObject({ code: 'draft_outdated' })
})

test('a flow file with the name of a flow of the project waits too', async () => {
  const bytes = await readFile('flows/disputes.yaml')
  expect((await uploads.upload('disputes.yaml', bytes, 'me')).waiting).toBeNull()
  const changed = Buffer.from(bytes.toString().replace("round: '2026'", 'round: 2027 # next year'))
  const { waiting } = await uploads.upload('disputes.yaml', changed, 'me')
  if (!waiting) throw new Error('nothing waits')
  expect(waiting.revision).toBe(0)
  expect((await uploads.compare(waiting)).rounds).toEqual({ before: '2026', uploaded: '2027' })
})

test.each([
  ['name: a\nround: x\n', 'x', 'name: a\nround: "y: z"\n'],
  ['name: a\nround: "x # y" # why\n', 'x # y', 'name: a\nround: "y: z"\n'],
  ['name: a\nlanguages: [en]\n', '1', 'name: a\nround: "y: z"\nlanguages: [en]\n'],
])('the round of a flow file is read and written: %j', (text, round, changed) => {
  const files = { 'flows/a.yaml': text }
  expect(roundIn(files, 'a')).toBe(round)
  expect(inRound(files, 'a', 'y: z')).toEqual({ 'flows/a.yaml': changed })
  expect(inRound(files, 'a', round)).toBe(files)
})
