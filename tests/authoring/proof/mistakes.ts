import type { FlowContent } from '../../../src/core/flow.ts'
import { inLanguages, smallFlow } from '../../support/flows.ts'

type Draft = Parameters<typeof smallFlow>[0][number]
type Lists = Parameters<typeof smallFlow>[1]
type Items = Parameters<typeof smallFlow>[2]

const yesNo = { yes_no: { yes: 'Yes', no: 'No' } }
const ask = (name: string, more: object = {}): Draft => ({ name, list: 'yes_no', ...more })
const flow = (questions: readonly Draft[], lists: Lists = yesNo, items: Items = {}) =>
  inLanguages(smallFlow(questions, { ...yesNo, ...lists }, items), ['en'])
const chosen = (labels: readonly string[], items: Items = {}, more: object = {}) =>
  flow(
    [{ name: 'a', list: 'kinds', ...more }],
    { kinds: Object.fromEntries(labels.map((label, at) => [`c${at}`, label])) },
    items,
  )
const several = { name: 'a', type: 'select_multiple', list: 'kinds' }
const kinds = { kinds: { food: 'Food', none: 'None', other: 'Other' } }
const relevant = (...conditions: string[]) => flow([ask('a'), ask('c'), ask('b', { relevant: conditions })])
const derived = (calculation: string, more: object = {}) =>
  flow([several, ask('c'), { name: 'd', type: 'calculate', calculation, ...more }], kinds)
const number = (constraint: string, label = 'How many?', name = 'a') =>
  flow([{ name, type: 'integer', constraint, label }])
const labelled = (label: string, language = 'en') =>
  inLanguages(smallFlow([ask('a', { label })], yesNo), language === 'en' ? ['en'] : [language])
/** The message for wrong answers, beside the constraint. */
function told(constraint: string, message: string): FlowContent {
  const content = number(constraint)
  Object.assign((content.texts.en as never as { small: { questions: { a: object } } }).small.questions.a, {
    constraint_message: message,
  })
  return content
}
/** The flow's own wording of a text of the program. */
function own(key: string, text: string): FlowContent {
  const content = flow([ask('a')])
  Object.assign(content.texts.en?.small ?? {}, { system: { [key]: text } })
  return content
}

/** For each rule mistakes that it finds, and what comes near to one and is right. */
export const mistakes: Readonly<
  Record<string, { readonly found: readonly FlowContent[]; readonly right: readonly FlowContent[] }>
> = {
  'compares-several': {
    found: [
      flow([several, ask('b', { relevant: ["${a} = 'food'"] })], kinds),
      flow([several, ask('b', { relevant: ["not('food' != ${a})"] })], kinds),
      flow([{ ...several, constraint: ". != 'none'" }], kinds),
      derived("if(${a} = 'food', 'x', '')"),
    ],
    right: [
      flow([several, ask('b', { relevant: ["selected(${a}, 'food')"] })], kinds),
      flow([several, ask('b', { relevant: ["${a} = ''"] })], kinds),
      flow([several, ask('b', { relevant: ['count-selected(${a}) = 2'] })], kinds),
      relevant("${a} = 'yes'"),
    ],
  },
  'always-true': {
    found: [
      relevant("${a} != 'yes' or ${a} != 'no'"),
      relevant("${a} = 'yes' or ${c} = 'yes' or not(${a} = 'yes')"),
      relevant('1 = 1'),
      number('. > 0 or . < 100'),
      flow([{ name: 'n', type: 'integer', constraint: '. < 9' }, ask('b', { relevant: ['${n} > 2 or ${n} <= 5'] })]),
    ],
    right: [
      relevant("${a} != 'yes' and ${a} != 'no'"),
      relevant("${a} = 'yes' or ${a} = 'no'"),
      relevant("${a} != ''"),
      number('. >= 0 and . <= 100'),
      flow([{ name: 'n', type: 'integer', constraint: '. < 9' }, ask('b', { relevant: ['${n} > 2 or ${n} < 2'] })]),
      flow([{ name: 'n', type: 'integer', constraint: '. < 9' }, ask('b', { relevant: ["${n} != ''"] })]),
    ],
  },
  'counts-refused': {
    found: [
      derived("if(${c} = 'yes', 1, 0)"),
      derived("if(${c} != 'yes', 'no', 'yes')", { list: 'yes_no' }),
      derived('count-selected(${a})'),
    ],
    right: [
      derived("if(${c} = '', '', if(${c} = 'yes', 1, 0))"),
      derived('coalesce(${c}, 0)'),
      derived("if(${c} = 'yes', 'yes', '')", { list: 'yes_no' }),
    ],
  },
  'same-label': {
    found: [chosen(['Well', 'Tap', 'well ']), chosen(['Ghana', 'Ghana'], {}, { choice_filter: "side != 'x'" })],
    right: [
      chosen(['Well', 'Tap', 'Wells and taps']),
      chosen(
        ['Sadar', 'Sadar'],
        { c0: { columns: { side: 'x' } }, c1: { columns: { side: 'y' } } },
        { choice_filter: "side = 'x'" },
      ),
    ],
  },
  'alike-choices': {
    found: [chosen(['Wife', 'Life']), chosen(['Public house', 'Public mouse']), chosen(['Clinic', 'Clinics'])],
    right: [
      chosen(['Zone A', 'Zone B']),
      chosen(['2019', '2018']),
      chosen(['Moral', 'Amoral']),
      chosen(['Yes', 'Yet']),
    ],
  },
  'none-not-exclusive': {
    found: [flow([several], kinds), flow([several], { kinds: { food: 'Food', x: 'None of these' } })],
    right: [
      flow([several], kinds, { none: { exclusive: true } }),
      flow([{ name: 'a', list: 'kinds' }], kinds),
      flow([{ ...several, constraint: "not(selected(., 'none') and count-selected(.) > 1)" }], kinds),
      flow([several], { kinds: { food: 'Food', x: 'None of the time' } }),
    ],
  },
  'other-without-text': {
    found: [
      flow([{ name: 'a', list: 'kinds' }], kinds),
      flow([several, { name: 'b', type: 'text', label: 'And what is better?' }], kinds),
      flow([{ name: 'a', list: 'kinds' }], { kinds: { food: 'Food', x: 'Something else (say what)' } }),
    ],
    right: [
      flow([several, { name: 'b', type: 'text', relevant: ["selected(${a}, 'other')"] }], kinds),
      flow([{ name: 'a', list: 'kinds', disaggregate: true }], kinds),
      flow([{ name: 'a', list: 'kinds' }], { kinds: { food: 'Food', x: 'Other people' } }),
    ],
  },
  'number-classes': {
    found: [
      chosen(['18-25', '25-34', '35+']),
      chosen(['18 to 24', '26 to 34']),
      chosen(['0-4', '5-9', '11 or more']),
      chosen(['1,000-4,999', '4,000-9,999']),
    ],
    right: [
      chosen(['Below 18', '18-24', '25-34', '35 or more']),
      chosen(['0', '1-2', '3-5', '6+']),
      chosen(['1,000-4,999', '5,000-9,999']),
      chosen(['8:00-10:00', '10:00-12:00']),
      chosen(['0.5-1 km', '1-2 km', '2-5 km']),
      chosen(['Form 3-4', 'Other']),
    ],
  },
  'unknown-placeholder': {
    found: [labelled('Are you well, {{name}}?'), own('thanks', 'Thank you, {{name}}')],
    right: [labelled('Are you well?'), own('thanks', 'Thank you very much')],
  },
  'other-script': {
    found: [labelled('How did you come here?', 'bn'), labelled('আপনি কীভাবে এখানে এসেছেন?')],
    right: [
      labelled('আপনি কি WhatsApp বা Telegram ব্যবহার করেন?', 'bn'),
      labelled('WhatsApp', 'bn'),
      labelled('Je, ulikuja vipi hapa leo?', 'sw'),
    ],
  },
  markup: {
    found: [
      ...['Do you <b>agree</b>?', 'Agree?<br/>', 'Food&nbsp;or water?', 'Do you **agree**?', 'Do you *really* agree?'],
      ...['# Part one', 'See [here](http://example.org)', 'Do you _agree_?'],
    ].map((text) => labelled(text)),
    right: [
      ...[
        'Is it < 5 or > 9?',
        'Dial *384*4737# now?',
        'Is 5 * 3 * 2 much?',
        'Number #1 problem?',
        'Was it R&D; or law?',
      ],
      ...['Did you use snake_case_names?', 'Food & water?'],
    ].map((text) => labelled(text)),
  },
  'same-question': {
    found: [flow([ask('a', { label: 'Are you well today?' }), ask('b', { label: 'are you well today' })])],
    right: [
      flow([ask('a', { label: 'Are you well today?' }), ask('b', { label: 'Were you well then?' })]),
      flow([ask('a'), { name: 'b', type: 'text', label: 'Why?' }, { name: 'c', type: 'text', label: 'Why?' }]),
      flow([
        ask('a'),
        ask('b', { label: 'Did you pay for it?', relevant: ["${a} = 'yes'"] }),
        ask('c', { label: 'Did you pay for it?', relevant: ["${a} = 'no'"] }),
      ]),
    ],
  },
  'age-bounds': {
    found: [
      number('. < 1000', 'How old are you?'),
      number('. >= 0', 'Number?', 'age'),
      number('. <= 120', 'Your age?'),
    ],
    right: [
      number('. >= 0 and . <= 120', 'How old are you?'),
      number('. >= 18 and . < 100', 'Number?', 'age'),
      number('. < 1000', 'How many pages?', 'pages'),
    ],
  },
  'constraint-message': {
    found: [
      told('. >= 18 and . <= 60', 'Between 18 and 99, please'),
      told('. > 17', 'You must be 21'),
      told('. < 5 or . > 60', 'From 5 to 60'),
    ],
    right: [
      told('. >= 18 and . <= 60', 'Between 18 and 60, please'),
      told('. > 17', '18 or more'),
      told('. > 17', 'Only adults'),
      told('. <= 10000', 'At most 10,000'),
    ],
  },
}
