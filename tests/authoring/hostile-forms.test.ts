import { describe, expect, test } from 'vitest'
import { lintDraft } from '../../src/authoring/draft.ts'
import { formatFinding } from '../../src/authoring/findings.ts'
import { importXlsForm } from '../../src/authoring/xlsform/import.ts'
import { workbookOf } from '../../src/authoring/xlsform/workbook.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import { testMedia } from '../support/media.ts'
import { expectWithin } from '../support/time-bound.ts'

// What an author may send by mistake, or to do harm: each is told, in a time that grows with what was sent and no faster.

const today = '2026-01-15'
const lint = (flow: string, texts: string): string[] =>
  lintDraft(
    'water',
    { 'flows/water.yaml': flow, 'locales/en/water.json': texts },
    projectFolders,
    today,
    testMedia,
  ).findings.map(formatFinding)

const head = 'name: water\nlanguages: [en]\nkeywords: { en: [WATER] }\n'
const texts = (questions: string, choices: string) =>
  `{"translation":"source","title":"W","questions":${questions},"choices":${choices}}`
const good = texts('{"q":{"label":"Q?"}}', '{"s":{"a":"A","b":"B"}}')
const survey = 'survey:\n  - { type: select_one s, name: q }\nchoices: { s: [a, b] }\n'

describe.each(['__proto__', 'constructor'])('%s is no name', (name) => {
  test.each([
    [
      'of a question',
      head + survey.replace('name: q', `name: ${name}`),
      texts(`{"${name}":{"label":"Q?"}}`, '{"s":{"a":"A","b":"B"}}'),
    ],
    [
      'of a list',
      head + survey.replace('select_one s', `select_one ${name}`).replace('{ s:', `{ ${name}:`),
      texts('{"q":{"label":"Q?"}}', `{"${name}":{"a":"A","b":"B"}}`),
    ],
    [
      'of a choice',
      head + survey.replace('[a, b]', `[${name}, b]`),
      texts('{"q":{"label":"Q?"}}', `{"s":{"${name}":"A","b":"B"}}`),
    ],
    ['of a column', head + survey.replace('[a, b]', `[{ name: a, columns: { ${name}: x } }, b]`), good],
    [
      'of a group',
      `${head}${survey.replace('choices', `  - { type: group, name: ${name}, survey: [] }\nchoices`)}`,
      good,
    ],
    ['of a key', `${head}${name}: { polluted: yes }\n${survey}`, good],
    ['of a language', head.replace('{ en', `{ ${name}: [X], en`) + survey, good],
    ['of a text', head + survey, good.replace('{"trans', `{"system":{"${name}":{"polluted":"yes"}},"trans`)],
  ])('%s', (_what, flow, written) => {
    expect(lint(flow, written).join('\n')).toMatch(
      /error: .*belongs to the program itself|error: .*small Latin letters/,
    )
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })

  test('of a column in a spreadsheet', () => {
    const grids = {
      survey: [
        ['type', 'name', 'label', name],
        ['text', 'q', 'Q?', 'x'],
      ],
      choices: [
        ['list_name', 'name', 'label', name],
        ['s', 'a', 'A', 'x'],
      ],
      settings: [
        ['form_id', `system.${name}.polluted`, 'system.help', 'system.help.more'],
        ['water', 'yes', 'x', 'y'],
      ],
      indicators: [
        ['name', name],
        ['q', 'x'],
      ],
    }
    const { findings } = importXlsForm(workbookOf('water.xlsx', new Map(Object.entries(grids))))
    const found = findings.filter(({ message }) => message.includes('belongs to the program itself'))
    expect(found).toHaveLength(4)
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})

/** Seconds of processor time. */
function seconds(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

describe('a large file is told, and soon', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: x\n`).join('')
  const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth)
  test.each([
    ['more than fits', `${head}${survey}# ${'x'.repeat(600_000)}`, /more than 500000 characters/],
    ['unknown keys', `${head}${survey}${keys(20_000)}`, /and 19900 more in this file/],
    ['one key again and again', `${head}${survey}${'k: x\n'.repeat(20_000)}`, /keys must be unique/],
    ['lists in each other', `${head}x: ${nested('[', ']', 30_000)}\n${survey}`, /stand in each other/],
    ['maps in each other', `${head}x: ${nested('{a: ', '}', 30_000)}\n${survey}`, /stand in each other/],
    ['lists in each other, but fewer', `${head}x: ${nested('[', ']', 100)}\n${survey}`, /more than 40 lists/],
    [
      'aliases that stand for much',
      `${head}x: &a [${'x,'.repeat(20_000)}]\ny: [${'*a,'.repeat(50)}]\n${survey}`,
      /more than 300000 values/,
    ],
    [
      'groups in each other',
      `${head}survey:\n${Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 2)}- type: group\n${' '.repeat(depth * 2 + 2)}name: g\n${' '.repeat(depth * 2 + 2)}survey:\n`).join('')}`,
      /more than 40 lists|is missing/,
    ],
    ['wrong choices', `${head}${survey.replace('[a, b]', `[${'a b,'.repeat(20_000)}]`)}`, /and \d+ more in this file/],
  ])('%s', (_what, flow, expected) => {
    let found: string[] = []
    expectWithin(1000 * seconds(() => (found = lint(flow, good))), 10_000)
    expect(found.join('\n')).toMatch(expected)
    expect(found.length).toBeLessThan(300)
  })

  test('a text that nobody could read', () => {
    const long = good.replace('Q?', '{{'.repeat(100_000))
    let found: string[] = []
    expectWithin(1000 * seconds(() => (found = lint(head + survey, long))), 5_000)
    expect(found.join('\n')).toMatch(/more than 3000 characters/)
  })

  test("the flow's own wording of the program's texts", () => {
    const own = (text: string) => good.replace('{"trans', `{"system":{"consent":{"label":"${text}"}},"trans`)
    expect(lint(head + survey, own('x'.repeat(4000))).join('\n')).toMatch(/more than 3000 characters/)
    expect(lint(head + survey, own('Yes? {{name, uppercase}}')).join('\n')).toMatch(/write a placeholder as/)
  })
})
