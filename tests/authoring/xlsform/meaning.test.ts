import { describe, expect, test } from 'vitest'
import { lintDraft } from '../../../src/authoring/draft.ts'
import { createEngine, type Step } from '../../../src/core/engine.ts'
import { projectFolders } from '../../../src/questionnaires.ts'
import { form } from './form.ts'

const today = '2026-06-01'

/** A form as somebody meets it who answers it; the first reply is to the request for consent. */
async function played(markdown: string) {
  const { name, files, errors } = await form(markdown)
  expect(errors).toEqual([])
  const { content, findings } = lintDraft(name, files, projectFolders, today, [])
  expect(findings.filter(({ severity, rule }) => severity === 'error' && rule === undefined)).toEqual([])
  if (!content) throw new Error('it was not understood')
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  let step: Step = engine.begin('en', today)
  const says = (...replies: readonly string[]) => {
    for (const reply of replies) if (step.position) step = engine.say(step.position, reply, today)
    const { lead = [], text, choices } = step.reply
    return [...lead, text, ...choices.map(({ key, label }) => `${key} ${label}`)].join('\n')
  }
  return { says, answers: () => step.position?.context.answers ?? step.outcome?.answers, findings }
}

const town = `
| choices | | | |
| | list_name | name | label |
| | town | hill | Hill town |
| | town | port | Port town |`

test('answers are repeated in texts: choices by their labels, long words shortened, missing ones left out', async () => {
  const { says } = await played(`
| survey | | | | | |
| | type | name | label | constraint | constraint_message |
| | select_one town | town | Where do you live? | | |
| | text | why | Why in \${town}? | | |
| | integer | years | How many years in \${ town }, because of "\${why}"? | . < 100 | Not so long in \${town} |
| | note | told | \${years} years. | | |
| | select_one town | next | And next, from \${town}? | | |${town}`)
  says('1', '2')
  expect(says(`${'work '.repeat(20)}\${town} {{helpline}}`)).toContain(
    'How many years in Port town, because of "work work work work work work work wo..."?',
  )
  expect(says('500')).toMatch(/^Not so long in Port town/)
  expect(says('0')).toMatch(/^0 years\.\nAnd next, from Port town\?/)
})

test('a group says what it is about before its first question that is asked', async () => {
  const { says } = await played(`
| survey | | | | |
| | type | name | label | relevant |
| | select_one town | town | Where? | |
| | begin_group | work | About your work | |
| | text | a | What? | \${town} = 'hill' |
| | text | b | Where else? | \${a} != '' |
| | end_group | | | |
| | text | last | What else? | |${town}`)
  expect(says('1', '1')).toMatch(/^About your work\nWhat\?/)
  expect(says('this')).toMatch(/^Where else\?/)
  const other = await played(`
| survey | | | | |
| | type | name | label | relevant |
| | select_one town | town | Where? | |
| | begin_group | work | About your work | |
| | text | a | What? | \${town} = 'hill' |
| | end_group | | | |
| | text | last | What else? | |${town}`)
  expect(other.says('1', '2')).toMatch(/^What else\?/)
})

test('a constraint holds for choices, and what cannot be combined is known as such', async () => {
  const { says, answers } = await played(`
| survey | | | | | |
| | type | name | label | constraint | constraint_message |
| | select_multiple trouble | had | What trouble? | not(selected(., 'none') and count-selected(.) > 1) | None goes with no other |
| | select_multiple way | used | Which ways? | count-selected(.) <= 2 | At most two |
| | select_one way | best | The best? | . != 'bus' | Not by bus |
| | text | last | What else? | | |
| choices | | | |
| | list_name | name | label |
| | trouble | cost | Cost |
| | trouble | road | Road |
| | trouble | none | Not one |
| | way | foot | On foot |
| | way | bus | By bus |
| | way | boat | By boat |`)
  expect(says('1', '1 3')).toMatch(/^None goes with no other/)
  expect(says('none')).toMatch(/^Which ways\?/)
  expect(answers()).toMatchObject({ had: { value: ['none'] } })
  expect(says('1 2 3')).toMatch(/^At most two/)
  expect(says('1 2')).toMatch(/^The best\?/)
  expect(says('2')).toMatch(/^Not by bus/)
  expect(says('skip')).toMatch(/^What else\?/)
})

test('choices that are numbers are chosen by these numbers, and 0 is one of them', async () => {
  const { says, answers, findings } = await played(`
| survey | | | |
| | type | name | label |
| | select_one count | children | How many children? |
| | select_one count | boys | How many boys? |
| | select_one count | girls | How many girls? |
| choices | | | |
| | list_name | name | label |
| | count | none | 0 |
| | count | one | 1 |
| | count | two | 2 |
| | count | more | 3 or more |`)
  expect(says('1')).toBe('How many children?\n0 0\n1 1\n2 2\n3 3 or more\nSKIP Skip')
  says('2', '0', 'skip')
  expect(answers()).toMatchObject({
    children: { value: 'two' },
    boys: { value: 'none' },
    girls: { missing: 'refused' },
  })
  expect(findings.filter(({ rule }) => rule === 'own-numbers')).toEqual([])
})

test('a filter may look at the name of a choice', async () => {
  const { says } = await played(`
| survey | | | | |
| | type | name | label | choice_filter |
| | select_multiple town | been | Where have you been? | |
| | select_one town | best | Where was it best? | selected(\${been}, name) |${town}`)
  expect(says('1', '2')).toBe('Where was it best?\n1 Port town\n0 Skip')
})

describe('an answer is repeated nowhere where somebody else may read it', () => {
  test.each([
    ['inside of a sensitive group', '${town}', 'x', /no answer is repeated inside a sensitive group/],
    ['outside, if it is sensitive', 'x', '${hurt}', /none of it outside/],
  ])('%s', async (_where, inside, outside, message) => {
    const { name, files } = await form(`
| survey | | | | |
| | type | name | label | sensitive |
| | select_one town | town | Where? | |
| | begin_group | private | | yes |
| | select_one town | hurt | About ${inside}? | |
| | end_group | | | |
| | text | last | What else ${outside}? | |${town}`)
    const { findings } = lintDraft(name, files, projectFolders, today, [])
    expect(findings.map((each) => each.message)).toContainEqual(expect.stringMatching(message))
  })
})
