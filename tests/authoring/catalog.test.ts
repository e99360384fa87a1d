import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lintFile, readCatalog } from '../../src/authoring/catalog.ts'
import { Problem } from '../../src/problem.ts'
import { freeze, projectFolders, readQuestionnaires } from '../../src/questionnaires.ts'
import { testMedia } from '../support/media.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heard-authoring-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a flow and its English texts into an empty folder, and tells what is wrong with them: `line: message`. */
function lint(flow: string, texts: object = {}): string[] {
  mkdirSync(join(folder, 'flows'), { recursive: true })
  mkdirSync(join(folder, 'locales', 'en'), { recursive: true })
  const path = join(folder, 'flows', 'water.yaml')
  writeFileSync(path, flow)
  writeFileSync(join(folder, 'locales', 'en', 'water.json'), JSON.stringify(texts))
  return lintFile(path, projectFolders, '2026-01-15', testMedia).findings.map(
    ({ line, message }) => `${line}: ${message}`,
  )
}

const head = `name: water
languages: [en]
keywords: { en: [WATER] }
`
const texts = {
  translation: 'source',
  title: 'Water',
  questions: { source: { label: 'Where from?' } },
  choices: { sources: { well: 'Well', tap: 'Tap' } },
}
const survey = `survey:
  - { type: select_one sources, name: source }
choices:
  sources: [well, tap]
`

const computed = (calculation: string) =>
  `  - { type: calculate costs, name: cost, calculation: "${calculation}" }\nchoices`

describe('a regular expression that cannot be used is told where it stands', () => {
  test.each([
    ['constraint: "regex(., \'(\')"', /^6: constraint: the regular expression .* cannot be used/],
    ['constraint: "regex(., \'(a)\\\\1\')"', /^6: constraint: .*references/],
    ['constraint: "regex(., ${source})"', /^6: constraint: the pattern of regex\(\) must be written out/],
  ])('%s', (written, expected) => {
    const found = lint(
      `${head}survey:\n  - { type: select_one sources, name: source }\n  - { type: text, name: more, ${written} }
choices: { sources: [well, tap] }\n`,
      { ...texts, questions: { ...texts.questions, more: { label: 'More?' } } },
    )
    expect(found).toEqual([expect.stringMatching(expected)])
  })

  test('and so is more than can be looked at between two messages', () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `more_${name}`)
    const asked = names.map((name) => `  - { type: text, name: ${name}, constraint: "regex(., '^.{120}$')" }\n`)
    const found = lint(`${head}survey:\n${asked.join('')}`, {
      ...{ translation: 'source', title: 'Water' },
      questions: Object.fromEntries(names.map((name) => [name, { label: 'More?' }])),
    })
    expect(found.filter((line) => /too long together/.test(line))).toEqual([expect.stringMatching(/^\d+: constraint/)])
  })
})

test.each([
  ['an alias without an anchor', 'name: *nowhere', /Unresolved alias.*nowhere/],
  [
    'aliases that would fill the memory',
    [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[index]}`)}]`),
    ].join('\n'),
    /Excessive alias count/,
  ],
])('%s is a finding, and stops nothing', (_, yaml, says) => {
  expect(lint(yaml, texts)).toContainEqual(expect.stringMatching(says))
})

test('a flow without a fault has no finding', () => expect(lint(head + survey, texts)).toEqual([]))

test('what is computed needs a text only where its values have names', () => {
  const flow =
    head + survey.replace('choices', computed("if(${source} = '', '', if(${source} = 'well', 'free', 'paid'))"))
  expect(lint(flow.replace('calculate costs', 'calculate'), texts)).toEqual([])
  expect(lint(`${flow}  costs: [free, paid]\n`, texts)).toEqual([
    expect.stringContaining('the text of the question "cost" is missing'),
    ...['free', 'paid'].map((name) =>
      expect.stringContaining(`the text of the choice "${name}" of the list "costs" is missing`),
    ),
  ])
})

describe('a fault is told with its line and what to write instead', () => {
  test.each([
    ['an unknown key', `${head}colour: red\n${survey}`, '4: "colour" is not known here'],
    [
      'an unknown key of a question',
      head + survey.replace('name: source', 'name: source, labl: x'),
      '5: "labl" is not known here',
    ],
    [
      'a scorecard of a question that there is not',
      `${head}scorecard: { service_point: source, focus_group: gender, indicators: [source], provider: x }\n${survey}`,
      '4: there is no question "gender" in this flow',
    ],
    [
      'a scorecard of a question with several answers',
      `${head}scorecard: { service_point: source, focus_group: source, indicators: [source], provider: x }\n${survey.replace('select_one', 'select_multiple')}`,
      '4: "source" takes no single answer from a list',
    ],
    [
      'an unknown type',
      head + survey.replace('select_one', 'select_won'),
      '5: there is no question type "select_won"; use one of select_one',
    ],
    [
      'an unknown list',
      head + survey.replace('one sources', 'one sauces'),
      '5: there is no list "sauces"; there are: sources',
    ],
    ['a list that is missing', head + survey.replace('one sources', 'one'), '5: write "select_one name_of_a_list"'],
    [
      'an unknown reference',
      head + survey.replace('name: source', 'name: source, relevant: "${x} = \'y\'"'),
      '5: relevant: there is no question "x"',
    ],
    [
      'a look ahead',
      head + survey.replace('name: source', 'name: source, relevant: "${source} = \'y\'"'),
      '5: relevant: "source" is asked later',
    ],
    [
      'an unreadable expression',
      head + survey.replace('name: source', 'name: source, relevant: "1 ="'),
      '5: relevant: a value is missing',
    ],
    [
      'an unknown language',
      (head + survey).replace('[en]', '[en, xx]'),
      '2: the language "xx" has no system.json; there are: en, bn, sw',
    ],
    ['a language without keyword', (head + survey).replace('[en]', '[en, bn]'), '3: the language "bn" has no keyword'],
    [
      'a keyword of a foreign language',
      (head + survey).replace('en: [WATER]', 'en: [WATER], fr: [EAU]'),
      '3: the flow does not speak "fr"',
    ],
    [
      'a keyword that stops',
      (head + survey).replace('[WATER]', '[Stop]'),
      '3: the keyword "Stop" is already a word for "stop"',
    ],
    [
      'a keyword of another flow',
      (head + survey).replace('[WATER]', '[health]'),
      '3: the keyword "health" is already a keyword of "health-services"',
    ],
    [
      'choices that stand for the same numbers',
      `${head + survey.replace('[well, tap]', '[{ name: well, to: 5 }, { name: tap, from: 5, to: 9 }]')}`,
      '7: the numbers of "tap" overlap those of "well"',
    ],
    [
      'numbers from more to less',
      `${head + survey.replace('[well, tap]', '[{ name: well, from: 5, to: 4 }, tap]')}`,
      '7: "from" is more than "to"',
    ],
    [
      'two aliases in one',
      `${head + survey.replace('well,', "{ name: well, aliases: ['pump, spring'] },")}`,
      '7: "0": an alias has no comma and no semicolon: write two aliases',
    ],
    [
      'an alias that works everywhere',
      `${head + survey.replace('well,', '{ name: well, aliases: [spring, Stop] },')}`,
      '7: the alias "Stop" is already a word for "stop" in sw; take it out',
    ],
    ['a number as keyword', (head + survey).replace('[WATER]', "['১২']"), '3: a keyword cannot be a number'],
    [
      'an unknown module',
      `${head}survey:\n  - use: profil\n`,
      '5: there is no module "profil"; there are: common, profile',
    ],
    [
      'a calculation that comes to what its list does not have',
      `${head}${survey.replace('choices', computed("if(${source} = 'well', 'free', 'river')"))}  costs: [free, paid]\n`,
      '6: calculation: "river" is not in the list "costs"',
    ],
    [
      'a calculation that may come to anything, with a list',
      `${head}${survey.replace('choices', computed('${source}'))}  costs: [free, paid]\n`,
      '6: calculation: it can come to anything, so it cannot have the list "costs"',
    ],
    [
      'an indicator of a question that is not there',
      `${head + survey}indicators:\n  - { name: piped, questions: sauce, counts: tap }\n`,
      '9: questions: there is no question "sauce" in this flow',
    ],
    [
      'an indicator of two choices of which somebody may have given both',
      `${head + survey.replace('select_one', 'select_multiple')}indicators:\n  - { name: piped, questions: source, counts: [tap, well] }\n`,
      '9: counts: "source" takes several answers: count one choice',
    ],
    [
      'an indicator that counts what cannot be answered',
      `${head + survey}indicators:\n  - { name: piped, questions: source, counts: [tap, river] }\n`,
      '9: counts: "river" is no answer to "source"; answers: well, tap',
    ],
    [
      'an indicator that is more than what it is a share of',
      `${head + survey}indicators:\n  - { name: piped, questions: source, counts: tap, among: well }\n`,
      '9: counts: "tap" is not among the answers that it is a share of',
    ],
    [
      'an indicator without texts',
      `${head + survey}indicators:\n  - { name: piped, questions: source, counts: tap }\n`,
      '1: the texts of the indicator "piped" are missing',
    ],
    [
      'an unknown question of a module',
      `${head}survey:\n  - { use: profile, only: [ages] }\n`,
      '5: the module "profile" has no question "ages"',
    ],
    [
      'two questions of one name',
      head + survey.replace('survey:\n', 'survey:\n  - { type: text, name: source }\n'),
      '6: two questions have the name "source"',
    ],
    [
      'two choices of one name',
      head + survey.replace('[well, tap]', '[well, well]'),
      '7: two choices of "sources" have the name "well"',
    ],
    [
      'the name of another file',
      (head + survey).replace('name: water', 'name: fire'),
      '1: the name must be that of the file: "water"',
    ],
    ['a wrong type of value', (head + survey).replace('[en]', 'en'), '2: "languages" must be of type array'],
    ['no YAML', 'name: [', '1: '],
  ])('%s', (_name, flow, expected) => {
    expect(
      lint(flow, texts).find((finding) => finding.startsWith(expected)),
      lint(flow, texts).join('\n'),
    ).toBeDefined()
  })

  test.each([
    ['a question', { ...texts, questions: {} }, 'the text of the question "source" is missing'],
    [
      'a choice',
      { ...texts, choices: { sources: { well: 'Well' } } },
      'the text of the choice "tap" of the list "sources" is missing',
    ],
    ['the title', { ...texts, title: undefined }, 'the "title" of the flow is missing'],
  ])('a missing text: %s', (_name, given, expected) => {
    expect(lint(head + survey, given).join('\n')).toContain(expected)
  })

  test.each([
    [
      'a question',
      { ...texts, questions: { ...texts.questions, sauce: { label: 'x' } } },
      'the flow has no question "sauce"',
    ],
    [
      'a choice',
      { ...texts, choices: { sources: { ...texts.choices.sources, pond: 'Pond' } } },
      'the list "sources" has no choice "pond"',
    ],
    ['an empty text', { ...texts, questions: { source: { label: ' ' } } }, '"label": the text is empty'],
    ['an unknown key', { ...texts, titel: 'x' }, '"titel" is not known here'],
  ])('a superfluous or empty text: %s', (_name, given, expected) => {
    expect(lint(head + survey, given).join('\n')).toContain(expected)
  })

  test('all faults come in one pass, not only the first', () => {
    const broken = `name: water
languages: [en, xx]
colour: red
keywords: { en: [STOP] }
survey:
  - { type: select_won sources, name: a }
  - { type: select_one sauces, name: b, relevant: "\${zzz} = 1" }
  - { type: integer, name: c, constraint: ". >=", labl: x }
  - { type: text, name: d, relevant: "\${a} = 'x' and \${b} = 'y' and \${c} = 1" }
`
    const found = lint(broken, { ...texts, titel: 'x' }).join('\n')
    for (const part of [
      '"xx"',
      '"colour"',
      '"STOP"',
      '"select_won"',
      '"sauces"',
      '"zzz"',
      '"labl"',
      'constraint',
      '"titel"',
    ])
      expect(found).toContain(part)
    // What refers to a faulty question is not called faulty too.
    expect(found).not.toMatch(/no question "[abc]"/)
  })
})

test('the project itself has no fault', () => {
  expect(readCatalog(projectFolders).findings).toEqual([])
})

test('a faulty flow refuses to start, and every fault is in the message', () => {
  cpSync(projectFolders.flows, join(folder, 'flows'), { recursive: true })
  const safety = join(folder, 'flows', 'safety.yaml')
  writeFileSync(safety, readFileSync(safety, 'utf8').replace('referral: true', 'referal: true\ncolor: red'))
  const start = () => readQuestionnaires({ ...projectFolders, flows: join(folder, 'flows') })
  expect(start).toThrow(Problem)
  expect(start).toThrow(/safety\.yaml:\d+: error: "referal" is not known here/)
  expect(start).toThrow(/safety\.yaml:\d+: error: "color" is not known here/)
})

test('a version changes with every word, and only with words', () => {
  const [first] = readQuestionnaires().versions
  if (!first) throw new Error('no flow')
  const { texts, flow, referrals } = first.content
  const reordered = JSON.parse(JSON.stringify({ referrals, texts, flow }))
  expect(freeze(reordered).version).toBe(first.version)
  reordered.texts.en.system.thanks += '!'
  expect(freeze(reordered).version).not.toBe(first.version)
})
