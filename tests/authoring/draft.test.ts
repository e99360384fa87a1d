import { describe, expect, test } from 'vitest'
import { draftFilesSchema, filesOfProject, lintDraft, renamed } from '../../src/authoring/draft.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import { contentOf } from '../support/flows.ts'
import { testMedia } from '../support/media.ts'

const today = '2026-06-01'
const files = filesOfProject('health-services', projectFolders)
const errors = (name: string, draft: typeof files) =>
  lintDraft(name, draft, projectFolders, today, testMedia).findings.filter(({ severity }) => severity === 'error')

test("a draft that begins with the project's files is the project's flow", () => {
  expect(Object.keys(files)).toContain('locales/bn/health-services.json')
  expect(lintDraft('health-services', files, projectFolders, today, testMedia).content).toEqual(
    contentOf('health-services'),
  )
})

test('a draft is checked where its author would look for the fault', () => {
  const flow = files['flows/health-services.yaml']?.replace("${care} = 'never'", '${cure} = 1') ?? ''
  const found = errors('health-services', { ...files, 'flows/health-services.yaml': flow })
  expect(found).toMatchObject([{ file: 'flows/health-services.yaml', message: expect.stringContaining('"cure"') }])
})

test('a draft that no file stands for yet is checked all the same', () => {
  const copy = renamed(files, 'health-services', 'clinic-visits')
  expect(Object.keys(copy)).toContain('locales/sw/clinic-visits.json')
  const messages = errors('clinic-visits', copy).map(({ message }) => message)
  expect(messages).toHaveLength(6)
  for (const message of messages) expect(message).toMatch(/^the keyword .* is already a keyword of "health-services"/)
  const keywords = copy['flows/clinic-visits.yaml']?.replace(/^( {2}(?:en|bn|sw)): \[.*\]/gm, '$1: [VISITS$1]') ?? ''
  const own = { ...copy, 'flows/clinic-visits.yaml': keywords.replaceAll(/VISITS {2}/g, 'VISITS') }
  expect(errors('clinic-visits', own)).toEqual([])
  expect(lintDraft('clinic-visits', own, projectFolders, today, testMedia).content?.flow.name).toBe('clinic-visits')
})

describe('a draft cannot hold', () => {
  test.each([
    'locales/en/system.json',
    'flows/other.yaml',
    'flows/modules/mine.yaml',
    'flows/../secrets.yaml',
    'locales/../en/mine.json',
    'referrals/mine.yaml',
    '/flows/mine.yaml',
  ])('%s', (path) => {
    expect(draftFilesSchema('mine').safeParse({ [path]: '' }).success).toBe(false)
    expect(draftFilesSchema('mine').safeParse({ 'flows/mine.yaml': '', 'locales/en/mine.json': '' }).success).toBe(true)
  })
})
