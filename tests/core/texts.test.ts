import { describe, expect, test } from 'vitest'
import { createTranslator } from '../../src/core/texts.ts'

const translator = createTranslator(
  {
    en: {
      system: {
        greeting: 'Hello {{name}}',
        only_english: 'English',
        questions_one: '{{count}} question',
        questions_other: '{{count}} questions',
        words: { skip: ['skip', 'prefer not to say'] },
        numbers: { zero: 0, one: 1 },
      },
      safety: { system: { greeting: 'Good day {{name}}' } },
    },
    bn: {
      system: { greeting: '{{name}}, স্বাগতম', questions_one: '{{count}}টি প্রশ্ন', questions_other: '{{count}}টি প্রশ্ন' },
    },
    pl: {
      system: {
        questions_one: '{{count}} pytanie',
        questions_few: '{{count}} pytania',
        questions_many: '{{count}} pytań',
      },
    },
  },
  'en',
)

test('placeholders are filled in, and nothing is escaped', () => {
  expect(translator.text('bn', 'system:greeting', { name: `<b> & "x"` })).toBe('<b> & "x", স্বাগতম')
})

test('a text that a language lacks is taken from the fallback language', () => {
  expect(translator.text('bn', 'system:only_english')).toBe('English')
  expect(translator.text('fr', 'system:only_english')).toBe('English')
  expect(translator.has('bn', 'system:only_english')).toBe(false)
  expect(translator.has('en', 'system:only_english')).toBe(true)
})

test('the first of several keys that exists wins, also where only the fallback language has it', () => {
  const keys = ['safety:system.greeting', 'system:greeting']
  expect(translator.text('en', keys, { name: 'A' })).toBe('Good day A')
  expect(translator.text('en', ['disputes:system.greeting', 'system:greeting'], { name: 'A' })).toBe('Hello A')
})

describe('plurals follow the rules of the language', () => {
  test.each([
    ['en', 1, '1 question'],
    ['en', 2, '2 questions'],
    ['bn', 0, '0টি প্রশ্ন'],
    ['pl', 1, '1 pytanie'],
    ['pl', 3, '3 pytania'],
    ['pl', 5, '5 pytań'],
  ])('%s %i', (language, count, expected) => {
    expect(translator.text(language, 'system:questions', { count })).toBe(expected)
  })
})

test('words belong to one language: none are taken from another', () => {
  expect(translator.words('en', 'system:words.skip')).toEqual(['skip', 'prefer not to say'])
  expect(translator.words('bn', 'system:words.skip')).toEqual([])
  expect(translator.words('en', 'system:greeting')).toEqual([])
})

test('words have their numbers, zero among them, and none of another language', () => {
  expect(translator.values('en', 'system:numbers')).toEqual({ zero: 0, one: 1 })
  expect(translator.values('bn', 'system:numbers')).toEqual({})
})

describe('a text is words and placeholders, and nothing in it is carried out', () => {
  const hostile = createTranslator(
    {
      en: {
        system: {
          nested: '$t(system:leaf) and $t(system:nested, {"count": 2}) for {{name}}',
          leaf: 'leaf',
          formatted: '{{name, uppercase}} {{- name}} {{name.length}} {{toString}} {{absent}}',
          ...Object.fromEntries(
            Array.from({ length: 20 }, (_, level) => [
              `level_${level}`,
              '$t(system:level_N)'.replace('N', String(level + 1)).repeat(2),
            ]),
          ),
        },
      },
    },
    'en',
  )

  test('another text is not put in', () => {
    expect(hostile.text('en', 'system:nested', { name: '$t(system:leaf)' })).toBe(
      '$t(system:leaf) and $t(system:nested, {"count": 2}) for $t(system:leaf)',
    )
    expect(hostile.text('en', 'system:level_0')).toBe('$t(system:level_1)$t(system:level_1)')
  })

  test('no value is formatted, and nothing but values is put in', () => {
    expect(hostile.text('en', 'system:formatted', { name: 'a' })).toBe(
      '{{name, uppercase}} {{- name}} {{name.length}} {{toString}} {{absent}}',
    )
  })

  test('a value is put in as it stands', () => {
    expect(translator.text('en', 'system:greeting', { name: "{{name}} $& $' $1" })).toBe("Hello {{name}} $& $' $1")
  })
})
