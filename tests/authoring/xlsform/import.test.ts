import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lintDraft } from '../../../src/authoring/draft.ts'
import { importXlsForm } from '../../../src/authoring/xlsform/import.ts'
import { type Cell, workbookOf } from '../../../src/authoring/xlsform/workbook.ts'
import { projectFolders } from '../../../src/questionnaires.ts'
import { testMedia } from '../../support/media.ts'
import { form } from './form.ts'

const choices = `
| choices |           |      |             |
|         | list_name | name | label       |
|         | yes_no    | yes  | Yes         |
|         | yes_no    | no   | No          |`

const visit = `
| survey |                        |           |                          |                      |                     |                  |            |              |
|        | type                   | name      | label::English (en)      | label::Bangla (bn)   | relevant            | constraint       | required   | disaggregate |
|        | select_one yes_no      | visited   | Did you visit?           | আপনি কি গিয়েছিলেন?  |                     |                  | yes        | yes          |
|        | begin group            | details   |                          |                      | \${visited} = 'yes'  |                  |            |              |
|        | integer                | times     | How often?               | কতবার?               |                     | . >= 1 and . <= 30 |          |              |
|        | select_multiple trouble | problems | What was wrong?          | কী সমস্যা ছিল?       | \${times} > 1        |                  |            |              |
|        | end group              |           |                          |                      |                     |                  |            |              |
| choices |           |         |                     |                    |           |
|         | list_name | name    | label::English (en) | label::Bangla (bn) | exclusive |
|         | yes_no    | yes     | Yes                 | হ্যাঁ               |           |
|         | yes_no    | no      | No                  | না                 |           |
|         | trouble   | waiting | Waiting             | অপেক্ষা            |           |
|         | trouble   | none    | None                | কোনোটি নয়         | yes       |
| settings |            |              |                  |       |                       |                      |
|          | form_title | form_id      | default_language | round | keyword::English (en) | keyword::Bangla (bn) | title::Bangla (bn) |
|          | The visit  | clinic_visit | English (en)     | 2026  | VISITED, CAME         | ESECHI               | যাওয়া              |
`.replace(
  '| often     |                          |                      |                     |',
  '| often     |                          |                      |                     |',
)

describe('a form', () => {
  test('does not name its round by its version, which changes whenever it is saved', async () => {
    const of = (version: string) =>
      form(visit.replace('| round |', '| version |').replace('| 2026  |', `| ${version} |`))
    for (const version of ['vA1', '2026112801']) {
      const { flow } = await of(version)
      expect(flow).toMatchObject({ version })
      expect(flow.round).toBeUndefined()
    }
  })

  test('becomes a flow with its texts, which the linter finds nothing wrong with', async () => {
    const { name, flow, texts, files, errors, warnings } = await form(visit)
    expect(errors).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('column "required": every question can be skipped')])
    expect(flow).toMatchObject({
      ...{ name: 'clinic-visit', round: '2026', languages: ['en', 'bn'] },
      keywords: { en: ['VISITED', 'CAME'], bn: ['ESECHI'] },
      survey: [
        { type: 'select_one yes_no', name: 'visited', disaggregate: true },
        {
          ...{ type: 'group', name: 'details', relevant: "${visited} = 'yes'" },
          survey: [
            { type: 'integer', name: 'times', constraint: '. >= 1 and . <= 30' },
            { type: 'select_multiple trouble', name: 'problems', relevant: '${times} > 1' },
          ],
        },
      ],
      choices: { yes_no: ['yes', 'no'], trouble: ['waiting', { name: 'none', exclusive: true }] },
    })
    expect(texts('bn')).toMatchObject({
      ...{ translation: 'draft', title: 'যাওয়া' },
      questions: { times: { label: 'কতবার?' } },
      choices: { yes_no: { yes: 'হ্যাঁ' } },
    })
    expect(texts('en').translation).toBe('source')
    const linted = lintDraft(name, files, projectFolders, '2026-06-01', testMedia)
    expect(linted.findings).toEqual([])
    expect(linted.content?.flow.questions.map((question) => question.name)).toEqual(['visited', 'times', 'problems'])
  })

  test('without languages, keyword or title gets defaults, and is told so', async () => {
    const { name, flow, texts, errors, warnings } = await form(`
| survey | | | |
|        | type              | name | label |
|        | select_one yes_no | far  | Is it far? |${choices}`)
    expect(errors).toEqual([])
    expect(name).toBe('visit')
    expect(flow).toMatchObject({ languages: ['en'], keywords: { en: ['VISIT'] } })
    expect(texts('en')).toMatchObject({ title: 'visit', questions: { far: { label: 'Is it far?' } } })
    expect(warnings).toEqual([expect.stringContaining('until you write one it is VISIT')])
  })

  test('may ask for another answer: or_other becomes a choice and a question', async () => {
    const { flow, texts, errors } = await form(`
| survey | | | |
|        | type                       | name | label |
|        | select_one yes_no or_other | far  | Is it far? |${choices}`)
    expect(errors).toEqual([])
    expect(flow).toMatchObject({
      survey: [{ name: 'far' }, { type: 'text', name: 'far_other', relevant: "selected(${far}, 'other')" }],
      choices: { yes_no: ['yes', 'no', 'other'] },
    })
    expect(texts('en')).toMatchObject({
      questions: { far_other: { label: 'Which other one?' } },
      choices: { yes_no: { other: 'Other' } },
    })
  })

  test('may use older ways of writing, word processors, and names that are none here', async () => {
    const { flow, errors, warnings } = await form(`
| survey | | | | | |
|        | type                    | name       | label      | Relevance               | constraint message |
|        | select one from yes_no  | Is Far     | Is it far? |                         |                    |
|        | string                  | why        | Why?       | \${Is Far} = ‘yes’       | Please say why     |
|        | int                     | hours      | Hours?     | \${Is Far} = “yes”       |                    |${choices}`)
    expect(errors).toEqual([])
    expect(warnings).toContainEqual(expect.stringContaining('row 2: column "name": "Is Far" is called "is_far" here'))
    expect(flow).toMatchObject({
      survey: [
        { type: 'select_one yes_no', name: 'is_far' },
        { type: 'text', name: 'why', relevant: "${is_far} = 'yes'" },
        { type: 'integer', name: 'hours', relevant: '${is_far} = "yes"' },
      ],
    })
  })

  test('may name the parts of an XForm in its headers, and be in capitals', async () => {
    const { flow, texts, errors, warnings } = await form(`
| SURVEY | | | | | | |
|        | TYPE                                                   | NAME | TEXT:English | bind:constraint | bind:jr:constraintMsg | control:appearance |
|        | int                                                    | age  | How old?     | . < 120         | Below 120             | numbers            |
|        | SELECT ALL THAT APPLY FROM yes_no or specify other     | what | What?        |                 |                       |                    |${choices}`)
    expect(errors).toEqual([])
    expect(flow).toMatchObject({
      survey: [
        { type: 'integer', name: 'age', constraint: '. < 120' },
        { type: 'select_multiple yes_no', name: 'what' },
        { type: 'text', name: 'what_other' },
      ],
    })
    expect(texts('en').questions.age).toMatchObject({ label: 'How old?', constraint_message: 'Below 120' })
    expect(warnings).toContainEqual(expect.stringContaining('column "appearance": left out'))
  })

  test('computes what is hidden or read only', async () => {
    const { flow, warnings } = await form(`
| survey | | | | | | |
|        | type    | name | label    | calculation | default | read_only |
|        | integer | age  | How old? |             |         |           |
|        | hidden  | wave |          |             | second  |           |
|        | hidden  | none |          |             |         |           |
|        | integer | next |          | \${age} + 1  |         | yes       |
|        | text    | told | Thanks   |             |         | yes       |`)
    expect(flow).toMatchObject({
      survey: [
        { type: 'integer', name: 'age' },
        { type: 'calculate', name: 'wave', calculation: "'second'" },
        { type: 'calculate', name: 'next', calculation: '${age} + 1' },
        { type: 'note', name: 'told' },
      ],
    })
    expect(warnings).toContainEqual(expect.stringContaining('row 4: column "type": a hidden question'))
  })
})

test('what is computed may have a list, in a column that other tools pass over', async () => {
  const sheet = (list: string) => `
| survey | | | | | |
|        | type      | name | label | calculation                   | value_list |
|        | integer   | age  | Old?  |                               |            |
|        | calculate | kind | Kind  | if(\${age} > 17, 'old', 'young') | ${list} |
| choices | | | |
|         | list_name | name  | label |
|         | kinds     | old   | Old   |
|         | kinds     | young | Young |`
  const { flow, texts, errors } = await form(sheet('kinds'))
  expect(errors).toEqual([])
  expect(flow).toMatchObject({ survey: [{ name: 'age' }, { type: 'calculate kinds', name: 'kind' }] })
  expect(texts('en')).toMatchObject({ questions: { kind: { label: 'Kind' } }, choices: { kinds: { old: 'Old' } } })
  expect((await form(sheet('kind'))).errors).toEqual([
    expect.stringContaining('column "value_list": the sheet "choices" has no list "kind"; it has: kinds'),
  ])
})

test('choices may have aliases, and numbers that they stand for', async () => {
  const sheet = (to: string) => `
| survey | | | |
|        | type           | name | label    |
|        | select_one age | age  | How old? |
| choices | | | | | | |
|         | list_name | name  | label | aliases             | from | to    |
|         | age       | young | Young | youth; teen, তরুণ   |      | 24    |
|         | age       | old   | Old   |                     | 25   | ${to} |
|         | age       | none  | None  |                     |      |       |`
  const { name, flow, files, errors } = await form(sheet('120'))
  expect(errors).toEqual([])
  expect(flow).toMatchObject({
    choices: {
      age: [{ name: 'young', aliases: ['youth', 'teen', 'তরুণ'], to: 24 }, { name: 'old', from: 25, to: 120 }, 'none'],
    },
  })
  expect(lintDraft(name, files, projectFolders, '2026-06-01', testMedia).findings).toEqual([])
  expect((await form(sheet('many'))).errors).toEqual([
    expect.stringContaining('sheet "choices", row 3: column "to": "many" is no number'),
  ])
})

const refused: readonly (readonly [type: string, remedy: RegExp])[] = [
  ['begin_repeat', /ask about one case/],
  ['begin loop over yes_no', /once for each choice/],
  ['phone number', /nobody is asked for a number/],
  ['geopoint', /ask for the district/],
  ['image', /sends no files/],
  ['audio', /sends no files/],
  ['barcode', /no scanner/],
  ['rank yes_no', /ask for the first choice/],
  ['range', /use integer with a constraint/],
  ['dateTime', /use date/],
  ['select_one_from_file villages.csv', /choices stand in the sheet/],
  ['select_one nowhere', /has no list "nowhere"; it has: yes_no/],
  ['select_one', /write "select_one name_of_a_list"/],
  ['intger', /no question type "intger"/],
]

describe('what a phone cannot do is refused by name, sheet, row and column', () => {
  test.each(refused)('%s', async (type, remedy) => {
    const { errors } = await form(`
| survey | | | |
|        | type    | name | label |
|        | integer | age  | How old? |
|        | ${type} | what | What? |${choices}`)
    expect(errors[0]).toMatch(/^visit\.md, sheet "survey", row 3: column "type": /)
    expect(errors[0]).toMatch(remedy)
  })

  test.each(['start', 'end', 'today', 'deviceid', 'username', 'phonenumber', 'audit'])(
    'what would name people is left out: %s',
    async (type) => {
      const { errors, warnings, flow } = await form(`
| survey | | | |
|        | type    | name | label |
|        | ${type} | meta |       |
|        | integer | age  | How old? |`)
      expect(errors).toEqual([])
      expect(warnings).toContainEqual(expect.stringMatching(/row 2: column "type": .*it would say who answered/))
      expect(flow.survey).toHaveLength(1)
    },
  )

  test('columns are named too, once each', async () => {
    const { warnings } = await form(`
| survey | | | | | |
|        | type    | name | label    | appearance | media::image |
|        | integer | age  | How old? | minimal    | a.png        |
|        | integer | size | How big? | minimal    |              |`)
    expect(warnings.filter((each) => each.includes('appearance'))).toHaveLength(1)
    expect(warnings).toContainEqual(expect.stringContaining('column "media::image": left out'))
  })

  test('all at once', async () => {
    const { errors } = await form(`
| survey | | | | |
|        | type          | name | label::English (en) | label::Klingonese | relevant |
|        | integer       | age  | How old?            |                   |          |
|        | integer       | age  |                     |                   | \${age} >  |
|        |               | none | None                |                   |          |
|        | begin_group   | open |                     |                   |          |
| choices | | | |
|         | list_name | name | label::English (en) |
|         | yes_no    | yes  | Yes |
|         | yes_no    | yes  | Yes |
|         |           | lost | Lost |`)
    expect(errors).toEqual([
      expect.stringMatching(/sheet "survey", row 1: column "label::Klingonese": which language is "Klingonese"/),
      expect.stringMatching(/sheet "survey", row 3: column "name": "age" already has this name/),
      expect.stringMatching(/sheet "survey", row 3: column "relevant": a value is missing/),
      expect.stringMatching(/sheet "survey", row 3: column "label::en": the text of "age" is missing/),
      expect.stringMatching(/sheet "survey", row 4: column "type": this is missing/),
      expect.stringMatching(/sheet "survey", row 5: column "type": this group has no end_group/),
      expect.stringMatching(/sheet "choices", row 3: column "name": the list "yes_no" already has a choice "yes"/),
      expect.stringMatching(/sheet "choices", row 4: column "list_name": this is missing/),
    ])
  })
})

test('whatever a spreadsheet holds, it is read or refused, and nothing crashes', () => {
  const header = fc.constantFrom(
    'type',
    'name',
    'label',
    'label::English (en)',
    'label::',
    '::',
    'relevant',
    'calculation',
    '',
  )
  const word = fc.constantFrom(
    ...[
      'select_one a',
      'select_one',
      'begin_group',
      'end_group',
      'begin_repeat',
      'end repeat',
      'hidden',
      'note',
      'calculate',
    ],
    ...["${a} = 'b'", '${', '__proto__', 'constructor', 'a', ' ', '১', '\u0000', '💥'],
  )
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    ...[word, fc.string(), fc.double(), fc.boolean(), fc.date({ noInvalidDate: false })],
    ...[fc.constant(null), fc.constant(undefined)],
  )
  const grid = fc.tuple(
    fc.array(header, { maxLength: 6 }),
    fc.array(fc.array(cell, { maxLength: 7 }), { maxLength: 8 }),
  )
  const sheet = grid.map(([first, rows]): Cell[][] => [first, ...rows])
  fc.assert(
    fc.property(sheet, sheet, sheet, (survey, lists, settings) => {
      const workbook = workbookOf('any.xlsx', new Map(Object.entries({ survey, choices: lists, settings })))
      const { name, files } = importXlsForm(workbook)
      expect(Object.keys(files)).toContain(`flows/${name}.yaml`)
      lintDraft(name, files, projectFolders, '2026-06-01', testMedia)
    }),
    { numRuns: 60 },
  )
})
