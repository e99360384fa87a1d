import { describe, expect, test } from 'vitest'
import { lintDraft } from '../../../src/authoring/draft.ts'
import { formatFinding } from '../../../src/authoring/findings.ts'
import { checks } from '../../../src/authoring/proof/index.ts'
import { subjectOf } from '../../../src/authoring/proof/subject.ts'
import { projectFolders } from '../../../src/questionnaires.ts'
import { mistakes } from './mistakes.ts'

const today = '2026-06-01'

describe.each(Object.keys(mistakes))('%s', (rule) => {
  const faultsIn = (content: Parameters<typeof subjectOf>[0]) =>
    checks.find((each) => each.rule === rule)?.find(subjectOf(content, [], today))
  const { found = [], right = [] } = mistakes[rule] ?? {}

  test.each(found.map((content, index) => [index, content] as const))('finds mistake %i', (_index, content) => {
    expect(faultsIn(content)).toContainEqual(
      expect.objectContaining({ severity: expect.any(String), message: expect.stringMatching(/: .+/) }),
    )
  })

  test.each(right.map((content, index) => [index, content] as const))(
    'leaves near miss %i alone',
    (_index, content) => {
      expect(faultsIn(content)).toEqual([])
    },
  )
})

describe('why a warning is no problem may be said in the file', () => {
  const lint = (accepted: readonly object[], label = 'Were you raped?') => {
    const flow = { name: 'small', languages: ['en'], keywords: { en: ['SMALL'] }, choices: { yn: ['yes', 'no'] } }
    const survey = [{ type: 'select_one yn', name: 'a' }]
    const texts = {
      translation: 'source',
      title: 'Small',
      questions: { a: { label } },
      choices: { yn: { yes: 'Yes', no: 'No' } },
    }
    const files = {
      'flows/small.yaml': JSON.stringify({ ...flow, survey, accepted }),
      'locales/en/small.json': JSON.stringify(texts),
    }
    return lintDraft('small', files, projectFolders, today, []).findings
  }
  const reason = { rule: 'unprotected-violence', question: 'a', because: 'It is about plants.' }

  test('and stands beside it', () => {
    expect(lint([])).toEqual([expect.not.objectContaining({ because: expect.anything() })])
    const [finding, ...more] = lint([reason])
    expect(more).toEqual([])
    expect(finding).toMatchObject({ rule: 'unprotected-violence', because: 'It is about plants.' })
    expect(finding && formatFinding(finding)).toContain('(accepted: It is about plants.)')
  })

  test('for one question only, and not where there is nothing to accept', () => {
    expect(lint([reason], 'Are you well?')).toEqual([expect.objectContaining({ rule: 'accepted-in-vain' })])
    const other = lint([{ ...reason, question: 'b' }])
    expect(other.map(({ rule }) => rule).sort()).toEqual(['accepted-in-vain', 'unprotected-violence'])
    expect(other.every(({ because }) => because === undefined)).toBe(true)
  })

  test('and not without a reason', () => {
    expect(lint([{ ...reason, because: ' ' }])).toEqual([expect.objectContaining({ severity: 'error' })])
  })
})
