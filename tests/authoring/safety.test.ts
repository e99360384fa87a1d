import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lintFile, readCatalog } from '../../src/authoring/catalog.ts'
import { projectFolders, type Questionnaires, unreadyFlows } from '../../src/questionnaires.ts'
import { questionnaires } from '../support/flows.ts'
import { testMedia } from '../support/media.ts'

const today = '2026-01-15'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heard-safety-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, content: string | object): string {
  const file = join(folder, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const entry = (purpose: string, number: string, more = 'verified: 2026-01-10, verified_by: The CSO') =>
  `  - { for: ${purpose}, languages: [en], name: Here, number: '${number}', cost: free, hours: 24/7, ${more} }\n`
const directory = (...entries: string[]) => `country: BD\nreferrals:\n${entries.join('')}`
const complete = directory(entry('general', '109'), entry('child', '1098'), entry('emergency', '999'))

const flow = `name: quiet
languages: [en]
keywords: { en: [QUIET] }
referral: true
eligible: \${age} != 'under_18' and \${age} != ''
survey:
  - { use: common }
  - { use: profile, only: [age] }
  - type: group
    name: private
    sensitive: true
    survey:
      - { type: select_one yes_no, name: first }
`
const texts = { translation: 'source', title: 'Quiet days', questions: { first: { label: 'First?' } } }

/** Everything that lint says of a flow with these texts and referrals: `file:line: message`. */
function lint(written = flow, { referrals = complete, locale = texts as object } = {}): string[] {
  const path = write('flows/quiet.yaml', written)
  write('locales/en/quiet.json', locale)
  for (const module of ['common', 'profile']) {
    const catalog = questionnaires.versions.find(({ flow }) => flow === 'safety')?.content.texts.en?.[module]
    write(`locales/en/${module}.json`, catalog ?? {})
  }
  write('referrals/here.yaml', referrals)
  return lintFile(path, projectFolders, today, testMedia).findings.map(
    ({ severity, file, line, message }) => `${file.split('/').at(-1)}:${line}: ${severity}: ${message}`,
  )
}

test('a safe flow has no finding', () => expect(lint()).toEqual([]))

describe('a sensitive group that is not protected is told', () => {
  test.each([
    ['no referral', flow.replace('referral: true\n', ''), 'write "referral: true"'],
    ['nobody turned away', flow.replace(/eligible.*\n/, ''), 'write "eligible"'],
    ['no age', flow.replace('{ use: profile, only: [age] }', '{ type: select_one yes_no, name: age }'), 'ask the age'],
    [
      'the age asked inside',
      flow
        .replace('  - { use: profile, only: [age] }\n', '')
        .replace('    survey:\n', '    survey:\n      - { use: profile, only: [age] }\n'),
      'ask the age before it',
    ],
    ['free text', `${flow}      - { type: text, name: more }\n`, 'say why not with "free_text_because"'],
    ['a note at its end', `${flow}      - { type: note, name: more }\n`, 'put it before a question'],
    [
      'two of one name',
      `${flow}  - { type: group, name: private, sensitive: true, survey: [{ type: select_one yes_no, name: more }] }\n`,
      'two sensitive groups have the name "private"',
    ],
  ])('%s', (_what, written, expected) => {
    const questions = { ...texts.questions, more: { label: 'More?' }, age: { label: 'Age?' } }
    expect(lint(written, { locale: { ...texts, questions } }).join('\n')).toContain(expected)
  })

  test('but free text may have a reason', () => {
    const written = `${flow}      - { type: text, name: more, free_text_because: Agreed with the women who answer. }\n`
    const questions = { ...texts.questions, more: { label: 'More?' } }
    expect(lint(written, { locale: { ...texts, questions } })).toEqual([])
  })

  test('a sensitive group inside of one belongs to it', () => {
    const written = `${flow}      - { type: group, name: inner, sensitive: true, survey: [{ type: select_one yes_no, name: more }] }
      - { type: select_one yes_no, name: last }\n`
    const questions = { ...texts.questions, more: { label: 'More?' }, last: { label: 'Last?' } }
    expect(lint(written, { locale: { ...texts, questions } })).toEqual([])
  })
})

describe('a way that puts somebody at risk is told with the replies that lead there', () => {
  test('the group is open to children', () => {
    const found = lint(flow.replace(/eligible.*\n/, "eligible: ${age} != 'age_65_plus'\n")).join('\n')
    expect(found).toMatch(
      /quiet\.yaml:7: error: nobody under age.*comes to a sensitive group; but the group "private" is reached after "1", "7"$/m,
    )
    expect(found).toMatch(/hears of help for children and leaves nothing; but the conversation goes on after "1"/)
  })

  test("the flow's own words leave help out", () => {
    const found = lint(flow, { locale: { ...texts, system: { referral: 'Take care.' } } })
    expect(found.join('\n')).toMatch(/HELP says everywhere where help is; but no help is named after \(help\)/)
    expect(found.join('\n')).toMatch(/everybody who finishes .*; but no help is named after "1", "1", "2"/)
  })

  test('the question before the group names what it is about', () => {
    const system = { safe: { label: 'First? Is it safe?', yes: 'Yes', no: 'No' } }
    expect(lint(flow, { locale: { ...texts, system } }).join('\n')).toMatch(
      /nothing of a sensitive group is shown outside of it; but "First\?" is shown after "1", "1"/,
    )
  })
})

describe('a sensitive word is told with its place', () => {
  test.each([
    ['the title', { ...texts, title: 'Violence at home' }, 'quiet.json:1: error: "violence" is a sensitive word'],
    [
      "the flow's own words",
      { ...texts, system: { safe: { label: 'About abuse. Safe?', yes: 'Yes', no: 'No' } } },
      '"abuse" is a sensitive word',
    ],
  ])('in %s', (_where, locale, expected) => expect(lint(flow, { locale }).join('\n')).toContain(expected))

  test('in a keyword', () => {
    expect(lint(flow.replace('[QUIET]', '[ABUSE]'))).toContainEqual(
      expect.stringMatching(/^quiet\.yaml:3: error: "abuse" is a sensitive word/),
    )
  })

  test('in the name of help', () => {
    const referrals = complete.replace('name: Here', 'name: Violence line')
    expect(lint(flow, { referrals })).toContainEqual(expect.stringMatching(/^here\.yaml:3: error: "violence"/))
  })

  test('in the texts of the program', () => {
    const system = { ...questionnaires.system.en?.system, thanks: 'Thank you, victims.' }
    write('locales/en/system.json', system)
    expect(lint()).toContainEqual(expect.stringMatching(/^system\.json:1: error: "victims"/))
  })
})

describe('words that work everywhere', () => {
  const system = (words: object) => ({
    ...questionnaires.system.en?.system,
    words: { ...(questionnaires.system.en?.system?.words as object), ...words },
  })

  test('mean one thing', () => {
    write('locales/en/system.json', system({ keep: ['keep', 'Bye'] }))
    expect(lint().join('\n')).toContain('is already a word for "exit"')
  })

  test('hold the keys to leave at once', () => {
    write('locales/en/system.json', system({ exit: ['exit'] }))
    expect(lint().join('\n')).toContain('these words must hold "*" and "x", in every language')
  })

  test('are no choices', () => {
    const written = flow.replace('select_one yes_no, name: first', 'select_one answers, name: first')
    const locale = { ...texts, choices: { answers: { yes: 'Yes', danger: 'Danger!' } } }
    expect(lint(`${written}choices:\n  answers: [yes, danger]\n`, { locale })).toContainEqual(
      expect.stringMatching(/^quiet\.json:1: error: "Danger!" is already a word for "danger"/),
    )
  })
})

describe('the referral directory', () => {
  test.each([
    ['an unknown key', complete.replace('cost:', 'costs:'), 'here.yaml:3: error: "costs" is not known here'],
    ['an unknown purpose', complete.replace('for: child', 'for: boys'), 'here.yaml:4: error: "for"'],
    [
      'a day that is none',
      complete.replace('2026-01-10', '10/01/2026'),
      'here.yaml:3: error: "verified": write the day',
    ],
    [
      'nobody who verified',
      complete.replace(', verified_by: The CSO', ''),
      'here.yaml:3: error: who has rung this number',
    ],
    ['a wrong country', complete.replace('BD', 'Bangladesh'), 'here.yaml:1: error: "country"'],
    [
      'a name without the language',
      complete.replace('name: Here', 'name: { bn: এখানে }'),
      'the text in "en" is missing',
    ],
    ['nobody in an emergency', directory(entry('general', '109'), entry('child', '1098')), 'is "for: emergency"'],
    ['nobody for children', directory(entry('general', '1'), entry('emergency', '2')), '"for: child" in "en"'],
    [
      'nobody for the whole country',
      complete.replace('109,', '109').replace("'109'", "'109', place: north"),
      '"for: general" in "en"',
    ],
    [
      'a number that is old',
      complete.replace('2026-01-10', '2025-10-16'),
      'here.yaml:3: error: the number 109 was verified more than 90 days ago',
    ],
    ['no list of entries', 'country: BD\n', 'here.yaml:1: error: "referrals" is missing'],
  ])('%s', (_what, referrals, expected) => expect(lint(flow, { referrals }).join('\n')).toContain(expected))

  test('a number is good for 90 days', () =>
    expect(lint(flow, { referrals: complete.replaceAll('2026-01-10', '2025-10-17') })).toEqual([]))

  test('examples are a warning, each at its line', () => {
    const example = (purpose: string, number: string) => entry(purpose, number, 'example: true')
    const referrals = directory(example('general', '109'), example('child', '1098'), example('emergency', '999'))
    expect(lint(flow, { referrals })).toEqual(
      [109, 1098, 999].map((number, index) =>
        expect.stringMatching(`^here.yaml:${index + 3}: warning: the number ${number} is an example`),
      ),
    )
  })

  test('results of sensitive questions are not offered', () => {
    const written = flow.replace('referral: true', 'referral: true\noffer_results: true')
    expect(lint(written).join('\n')).toContain('a flow with sensitive groups cannot offer its results')
  })

  test('a place must be what a question with choices says', () => {
    const written = flow.replace('referral: true', 'referral: true\nreferral_place: first')
    expect(lint(written).join('\n')).toContain('"first" is no question with choices outside of sensitive groups')
  })
})

describe('opening a sensitive flow to real people', () => {
  const withReferrals = (referrals: string): Questionnaires => {
    write('referrals/here.yaml', referrals.replaceAll('[en]', '[en, bn, sw]'))
    const catalog = readCatalog({ ...projectFolders, referrals: join(folder, 'referrals') })
    expect(catalog.findings).toEqual([])
    return { ...questionnaires, referrals: catalog.referrals }
  }

  test('needs numbers that were verified within 90 days', () => {
    expect(unreadyFlows(withReferrals(complete), today)).toEqual([])
    expect(unreadyFlows(withReferrals(complete), '2026-04-10')).toEqual([])
    expect(unreadyFlows(withReferrals(complete), '2026-04-11')).toMatchObject([
      {
        flow: 'safety',
        reasons: expect.arrayContaining([expect.stringMatching(/109 was verified more than 90 days ago/)]),
      },
    ])
  })

  test('is refused for the examples that come with the project, with what to do', () => {
    const [unready, ...others] = unreadyFlows(questionnaires, today)
    expect(others).toEqual([])
    expect(unready?.flow).toBe('safety')
    expect(unready?.reasons).toContainEqual(
      expect.stringMatching(/^referrals\/bangladesh\.yaml: the number 109 is an example: ring it, then write the day/),
    )
  })

  test('and numbers in each of its languages', () => {
    write('referrals/here.yaml', complete)
    const { referrals } = readCatalog({ ...projectFolders, referrals: join(folder, 'referrals') })
    const [unready] = unreadyFlows({ ...questionnaires, referrals }, today)
    expect(unready?.reasons).toContain('no entry for the whole country is "for: general" in "bn"')
    expect(unready?.reasons).toContain('no entry for the whole country is "for: child" in "sw"')
  })
})
