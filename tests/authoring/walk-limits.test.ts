import { describe, expect, test } from 'vitest'
import { lintDraft } from '../../src/authoring/draft.ts'
import { answersAt, take, walk } from '../../src/authoring/walk/walk.ts'
import type { Engine, Step } from '../../src/core/engine.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import { engineFor, smallFlow } from '../support/flows.ts'
import { testMedia } from '../support/media.ts'
import { expectWithin } from '../support/time-bound.ts'
import { today } from '../support/walk.ts'
import { scale } from '../threats/size.ts'

// A questionnaire of many questions has more ways of being answered than anybody can walk. Those that go on in the same way are walked once.

type Entry = string | { readonly type: string; readonly name: string } | Readonly<Record<string, unknown>>

const names = (count: number) => Array.from({ length: count }, (_, index) => `q${index}`)
const asks = (name: string, relevant?: string) => ({ type: 'select_one yes_no', name, ...(relevant && { relevant }) })
const sum = (of: readonly string[]) => ({
  ...{ type: 'calculate', name: 'total' },
  calculation: of.map((name) => `if(\${${name}} = 'yes', 1, 0)`).join(' + '),
})

/** Checks a flow of these questions, and tells the processor time that it took, in seconds. */
function lint(survey: readonly Entry[], lists: Readonly<Record<string, readonly string[]>> = {}) {
  const choices = { yes_no: ['yes', 'no'], ...lists }
  const flow = { name: 'long', languages: ['en'], keywords: { en: ['LONG'] }, survey, choices }
  const labels = survey.flatMap((entry) =>
    'use' in (entry as object) ? [] : [[(entry as { name: string }).name, { label: 'Is it so?' }]],
  )
  const texts = {
    ...{ translation: 'source', title: 'Long' },
    questions: Object.fromEntries(labels.filter(([name]) => name !== 'total')),
    choices: Object.fromEntries(
      Object.entries(choices).map(([list, items]) => [list, Object.fromEntries(items.map((item) => [item, item]))]),
    ),
  }
  const files = { 'flows/long.yaml': JSON.stringify(flow), 'locales/en/long.json': JSON.stringify(texts) }
  const before = process.cpuUsage()
  const { findings, proof } = lintDraft('long', files, projectFolders, today, testMedia)
  const { user, system } = process.cpuUsage(before)
  return { findings, proof, seconds: (user + system) / 1e6, rules: new Set(findings.map(({ rule }) => rule)) }
}

describe('a flow is looked at wholly, and soon', () => {
  test.each<[string, readonly Entry[], Readonly<Record<string, readonly string[]>>?]>([
    ['twenty questions with a sum', [...names(20).map((name) => asks(name)), sum(names(20))]],
    [
      'twenty questions, and what is asked next depends on their sum',
      [...names(20).map((name) => asks(name)), sum(names(20)), asks('more', '${total} > 10')],
    ],
    [
      'the last of seven depends on all others',
      [
        ...names(6).map((name) => asks(name)),
        asks(
          'last',
          names(6)
            .map((name) => `\${${name}} = 'yes'`)
            .join(' and '),
        ),
      ],
    ],
    [
      'the last of forty depends on any other',
      [
        ...names(39).map((name) => asks(name)),
        asks(
          'last',
          names(39)
            .map((name) => `\${${name}} = 'no'`)
            .join(' or '),
        ),
      ],
    ],
    [
      'each of forty depends on the one before',
      names(40).map((name, index) => asks(name, index === 0 ? undefined : `\${q${index - 1}} != 'no'`)),
    ],
    [
      'seven times yes or no, and why',
      names(7).flatMap((name) => [asks(name), { type: 'text', name: `why_${name}`, relevant: `\${${name}} = 'yes'` }]),
    ],
    [
      'five scores with a total and one question more',
      [
        ...names(5).map((name) => ({ type: 'select_one score', name })),
        {
          type: 'calculate',
          name: 'total',
          calculation: names(5)
            .map((name) => `\${${name}}`)
            .join(' + '),
        },
        asks('more', '${total} < 12'),
      ],
      { score: ['1', '2', '3', '4', '5'] },
    ],
    [
      'the Washington Group Short Set, and a question on its result',
      [{ use: 'washington-group' }, asks('more', "${functioning} = 'with_difficulty'")],
    ],
  ])('%s', (_what, survey, lists) => {
    const { findings, proof, seconds, rules } = lint(survey, lists)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(rules).not.toContain('unlooked-at')
    expect(rules).not.toContain('unlooked-at-safety')
    expect(proof?.points).toBeLessThan(400)
    expectWithin(1000 * seconds, 10_000)
  })

  test('five thousand choices, of which one decides', () => {
    const places = Array.from({ length: 5000 }, (_, index) => `place_${index}`)
    const survey = [{ type: 'select_one places', name: 'place' }, asks('more', "${place} = 'place_77'")]
    const { seconds, rules } = lint(survey, { places })
    expect(rules).not.toContain('unreachable-question')
    expect(rules).toContain('too-many-choices')
    expectWithin(1000 * seconds, 15_000)
  })

  test('five hundred questions in a row', () => {
    const { rules } = lint(names(500).map((name) => asks(name)))
    expect(rules).toContain('too-many-questions')
    for (const rule of ['unlooked-at', 'unlooked-at-safety', 'unreachable-question']) expect(rules).not.toContain(rule)
  })
})

describe('a flow of which not everything can be looked at says so', () => {
  // Nearly the same is among the rules of lint, in proof.test.ts.
  test.runIf(scale > 1)('conditions that look far back', () => {
    const { seconds, findings } = lint(
      names(40).map((name, index) => asks(name, index < 20 ? undefined : `\${q${index - 20}} != 'no'`)),
    )
    expect(findings).toContainEqual(
      expect.objectContaining({
        ...{ severity: 'warning', rule: 'unlooked-at-safety' },
        message: expect.stringMatching(/looked at in \d+ points of the conversation, and not in \d+ or more others/),
      }),
    )
    expectWithin(1000 * seconds, 15_000)
  })

  test('more questions than anybody answers', () => {
    const { findings } = lint(names(1001).map((name) => asks(name)))
    expect(findings[0]?.message).toMatch(/more than 1000 questions/)
  })
})

/** Everything that is shown anywhere, walked without putting anything together. */
function everyScreen(engine: Engine): Set<string> {
  const first = engine.begin('en', today)
  const seen = new Set<string>()
  const screens = new Set<string>()
  const waiting: Step[] = [first]
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    const key = JSON.stringify(step)
    if (seen.has(key)) continue
    seen.add(key)
    screens.add(screenOf(step))
    const { position } = step
    if (position) for (const deed of answersAt(engine)(position)) waiting.push(take(engine, position, deed, today))
  }
  return screens
}

const screenOf = ({ position, reply, outcome }: Step) =>
  JSON.stringify([position?.state, reply.text, reply.choices, outcome?.disposition])

describe('what is walked once shows everything that is shown', () => {
  const yesNo = { answer: { yes: 'Yes', no: 'No' }, ages: { grown: '18 or more', young: 'Below 18' } }
  const ask = (name: string, more = {}) => ({ name, list: 'answer', ...more })
  test.each([
    [
      'a sum that decides',
      smallFlow(
        [
          ...['a', 'b', 'c', 'd'].map((name) => ask(name)),
          { ...sum(['a', 'b', 'c', 'd']), relevant: [] },
          ask('many', { relevant: ['${total} >= 3'] }),
          ask('few', { relevant: ['${total} = 1 or not(${many} = "") and ${a} = "no"'] }),
        ],
        yesNo,
      ),
    ],
    [
      'a variable that comes from a variable, and is left out at times',
      smallFlow(
        [
          ask('a'),
          ask('b'),
          { name: 'first', type: 'calculate', calculation: "if(${a} = 'yes', ${b}, 'none')" },
          { name: 'second', type: 'calculate', calculation: "coalesce(${first}, 'x')", relevant: ["${b} != 'no'"] },
          { name: 'told', type: 'note', relevant: ["${first} = 'none'"] },
          ask('c', { relevant: ["${second} = 'yes'"] }),
          ask('d', { relevant: ["${second} = ''"] }),
        ],
        yesNo,
      ),
    ],
    [
      'who may take part, and numbers',
      smallFlow(
        [
          { name: 'age', list: 'ages' },
          { name: 'size', type: 'integer', constraint: '. > 0' },
          { name: 'young_ones', type: 'integer', constraint: '. <= ${size}' },
          ask('a', { relevant: ['${size} - ${young_ones} > 1'] }),
          ask('b', { relevant: ['${size} > 20 and ${a} != ""'] }),
        ],
        yesNo,
        { young: { minor: true } },
        { eligible: "${age} != 'young' and ${size} != 2" },
      ),
    ],
    [
      'choices that depend on a choice',
      smallFlow([ask('a'), ask('b'), { name: 'c', list: 'ages', choice_filter: 'side = ${a}' }], yesNo, {
        grown: { columns: { side: 'yes' } },
        young: { columns: { side: 'no' } },
      }),
    ],
  ])('%s', (_what, content) => {
    const engine = engineFor(content)
    const nodes = walk(engine, engine.begin('en', today), today, answersAt(engine))
    const shown = [...nodes.values()].flatMap(({ step, edges }) => [step, ...edges.map((edge) => edge.step)])
    expect(new Set(shown.map(screenOf))).toEqual(everyScreen(engine))
  })
})
