import { describe, expect, test } from 'vitest'
import { lintDraft } from '../../../src/authoring/draft.ts'
import { exportXlsForm } from '../../../src/authoring/xlsform/export.ts'
import { importXlsForm } from '../../../src/authoring/xlsform/import.ts'
import { readWorkbook } from '../../../src/authoring/xlsform/read-workbook.ts'
import { writeWorkbook } from '../../../src/authoring/xlsform/write-workbook.ts'
import type { FlowContent } from '../../../src/core/flow.ts'
import { Problem } from '../../../src/problem.ts'
import { projectFolders } from '../../../src/questionnaires.ts'
import { questionnaires } from '../../support/flows.ts'
import { testMedia } from '../../support/media.ts'

/** Through a real spreadsheet file and back. */
async function throughExcel(content: FlowContent) {
  const file = await writeWorkbook(exportXlsForm(content))
  return importXlsForm(await readWorkbook(`${content.flow.name.replaceAll('-', '_')}.xlsx`, file))
}

/** What a flow says, wherever its parts are kept: texts by question and choice, conditions as one. */
function meaning({ flow, texts }: FlowContent) {
  const at = (language: string, namespace: string) => texts[language]?.[namespace] as Record<string, never> | undefined
  const asked = new Set(flow.questions.map(({ list }) => list))
  return {
    ...flow,
    blocks: Object.keys(flow.blocks),
    lists: Object.entries(flow.lists)
      .filter(([list]) => asked.has(list))
      .map(([list, { namespace, items }]) => ({
        ...{ list, items },
        texts: flow.languages.map((language) => at(language, namespace)?.choices?.[list]),
      }))
      .toSorted((a, b) => (a.list < b.list ? -1 : 1)),
    questions: flow.questions.map(({ namespace, relevant, ...question }) => ({
      ...question,
      relevant: relevant.length > 1 ? [relevant.map((condition) => `(${condition})`).join(' and ')] : relevant,
      texts: flow.languages.map((language) => at(language, namespace)?.questions?.[question.name]),
    })),
    title: flow.languages.map((language) => at(language, flow.name)?.title),
    own: flow.languages.map((language) => at(language, flow.name)?.system),
    indicatorTexts: flow.languages.map((language) => at(language, flow.name)?.indicators),
  }
}

describe.each(questionnaires.versions.map(({ flow, content }) => ({ flow, content })))('$flow', ({ content }) => {
  test('comes back from a spreadsheet as it was', async () => {
    const { name, files, findings } = await throughExcel(content)
    expect(findings).toEqual([])
    const again = lintDraft(name, files, projectFolders, '2026-06-01', testMedia).content
    if (!again) throw new Error('it was not understood')
    expect(meaning(again)).toEqual(meaning(content))
    // And from then on nothing changes any more.
    expect((await throughExcel(again)).files).toEqual(files)
  })

  test("keeps pyxform's rules", () => {
    const [survey, choices, settings] = exportXlsForm(content).map(({ grid }) => grid)
    const column = (grid: typeof survey, name: string) => {
      const at = grid?.[0]?.indexOf(name) ?? -1
      return (grid ?? []).slice(1).map((row) => row[at] ?? '')
    }
    const types = column(survey, 'type')
    const names = column(survey, 'name').filter((_, index) => types[index] !== 'end_group')
    const lists = new Set(column(choices, 'list_name'))
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_.-]*$/)
    for (const type of types) {
      expect(type).toMatch(
        /^(?:(?:select_one|select_multiple) \w+|integer|decimal|text|date|note|calculate|begin_group|end_group)$/,
      )
      if (type.startsWith('select')) expect(lists).toContain(type.split(' ')[1])
    }
    expect(types.filter((type) => type === 'begin_group')).toHaveLength(
      types.filter((type) => type === 'end_group').length,
    )
    expect(column(settings, 'form_id')[0]).toMatch(/^[A-Za-z_][\w]*$/)
    // Names that pyxform knows stand alone: with a language behind them it takes them for something else.
    const known = [
      'form_title',
      'form_id',
      'id_string',
      'title',
      'name',
      'version',
      'default_language',
      'style',
      'prefix',
    ]
    for (const column of settings?.[0] ?? []) {
      const [base = '', language] = column.split('::')
      expect([column, known.includes(base) && language !== undefined]).toEqual([column, false])
      expect([column, ['title', 'name', 'id_string', 'prefix'].includes(base)]).toEqual([column, false])
    }
    const translated = ['label', 'hint', 'constraint_message', 'refused']
    for (const grid of [survey, choices])
      for (const column of grid?.[0] ?? []) {
        const [base = '', language] = column.split('::')
        expect([column, language === undefined || translated.includes(base)]).toEqual([column, true])
      }
    for (const grid of [survey, choices, settings]) expect(new Set(grid?.[0]).size).toBe(grid?.[0]?.length)
    const languages = content.flow.languages.length
    expect(survey?.[0]?.filter((name) => /^label::.+ \([a-z]{2}\)$/.test(name))).toHaveLength(languages)
    expect(settings?.[0]?.[0]).toBe('form_title')
  })
})

describe('what is no form is refused with what to do', () => {
  test.each([
    ['form.xls', Buffer.from('x'), /save it as \.xlsx first/],
    ['form.docx', Buffer.from('x'), /no \.xlsx, \.ods, \.csv or \.md file/],
    ['form', Buffer.from('x'), /no \.xlsx, \.ods, \.csv or \.md file/],
    ['form.xlsx', Buffer.from('this is no zip file'), /broken, or no \.xlsx file/],
    ['form.ods', Buffer.from('this is no zip file'), /broken, or no \.ods file/],
    ['form.xlsx', Buffer.alloc(0), /broken, or no \.xlsx file/],
    ['form.csv', Buffer.from('a,b\n1,2'), /has no sheet "survey"; .* it has: a, 1/],
    ['form.md', Buffer.from('# Title'), /has no sheet "survey"; .* it has: none/],
    ['form.constructor', Buffer.from(''), /no \.xlsx, \.ods, \.csv or \.md file/],
  ])('%s', async (file, bytes, message) => {
    const read = readWorkbook(file, bytes)
    await expect(read).rejects.toThrow(Problem)
    await expect(read).rejects.toThrow(message)
  })
})

test('one file may hold all sheets, as pyxform takes it', async () => {
  const csv =
    '\ufeff"survey",,,\r\n,"type","name","label"\r\n,"integer","age","How old, in years?"\r\n"settings",,,\r\n,"form_id",,\r\n,"ages",,\r\n'
  const { name, findings, files } = importXlsForm(await readWorkbook('any.csv', Buffer.from(csv)))
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(name).toBe('ages')
  expect(files['locales/en/ages.json']).toContain('How old, in years?')
})
