import { describe, expect, test } from 'vitest'
import { filesOfProject } from '../../../src/authoring/draft.ts'
import { differences } from '../../../src/console/flows/differences.ts'
import { editableTexts, withTexts } from '../../../src/console/flows/texts.ts'
import { projectFolders } from '../../../src/questionnaires.ts'
import { contentOf } from '../../support/flows.ts'

const name = 'health-services'
const files = filesOfProject(name, projectFolders)
const textsIn = (changed: typeof files, language: string) =>
  JSON.parse(changed[`locales/${language}/${name}.json`] ?? '')

describe('texts', () => {
  test('are offered question by question, with what the first language says; those of modules are not', () => {
    const offered = editableTexts(contentOf(name), files, 'bn')
    const care = offered.find(({ question }) => question.name === 'care')
    expect(care?.texts.map(({ path }) => path)).toEqual([
      'questions.care.label',
      ...['each_time', 'sometimes', 'never', 'not_needed'].map((choice) => `choices.care.${choice}`),
    ])
    expect(care?.texts[1]).toMatchObject({ source: 'Each time' })
    expect(offered.find(({ question }) => question.name === 'gender')?.texts).toEqual([])
  })

  test('that are changed take the place of the others, and nothing else changes', () => {
    const changed = withTexts(files, name, 'en', {
      'questions.care.label': ' Did you get care? ',
      'choices.care.never': '',
    })
    expect(textsIn(changed, 'en').questions.care.label).toBe('Did you get care?')
    expect(textsIn(changed, 'en').choices.care.never).toBe('Never')
    expect(textsIn(changed, 'en').questions.reason).toEqual(textsIn(files, 'en').questions.reason)
    expect(textsIn(changed, 'bn')).toEqual(textsIn(files, 'bn'))
  })

  test('that are changed are not reviewed any more', () => {
    const path = `locales/bn/${name}.json`
    const reviewed = { ...files, [path]: (files[path] ?? '').replace('"draft"', '"reviewed"') }
    expect(textsIn(withTexts(reviewed, name, 'bn', {}), 'bn').translation).toBe('draft')
  })

  test('cannot be called so that they change what is not theirs', () => {
    withTexts(files, name, 'en', {
      'questions.__proto__.polluted': 'yes',
      '__proto__.polluted': 'yes',
      'constructor.x': 'y',
    })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect((Object as unknown as Record<string, unknown>).x).toBeUndefined()
  })

  test('of a file that is broken are empty, and can be written anew', () => {
    const broken = { ...files, [`locales/en/${name}.json`]: '{ "questions": ' }
    expect(
      editableTexts(contentOf(name), broken, 'en')
        .flatMap(({ texts }) => texts)
        .every(({ text }) => text === ''),
    ).toBe(true)
    expect(textsIn(withTexts(broken, name, 'en', { 'questions.care.label': 'Care?' }), 'en').questions.care.label).toBe(
      'Care?',
    )
  })
})

describe('differences', () => {
  test('show the lines that changed, with their neighbours, file by file', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    const from = { a: lines.join('\n'), same: 'x', gone: 'y' }
    const to = { a: lines.with(10, 'changed').join('\n'), same: 'x', new: 'z' }
    expect(differences(from, to)).toEqual([
      {
        path: 'a',
        parts: [
          { kind: 'same', lines: ['…', 'line 8', 'line 9'] },
          { kind: 'removed', lines: ['line 10'] },
          { kind: 'added', lines: ['changed'] },
          { kind: 'same', lines: ['line 11', 'line 12', '…'] },
        ],
      },
      { path: 'gone', parts: [{ kind: 'removed', lines: ['y'] }] },
      { path: 'new', parts: [{ kind: 'added', lines: ['z'] }] },
    ])
  })
})
