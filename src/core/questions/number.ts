import { tidy } from '../understanding/characters.ts'
import { answered, invalid } from './options.ts'
import type { AskingType, View } from './question-type.ts'

const spaces = /[\s'’_]/gu

/** "1,200", "1.200" and "1,00,000": one kind of mark, groups of two or three digits, the last of three. */
const grouped = /^[+-]?\d{1,3}([.,])(?:\d{2,3}\1)*\d{3}$/

function readInteger(reply: string): number | undefined {
  const text = tidy(reply)
    .replace(/[.,;:!।]+$/u, '')
    .replace(spaces, '')
  const digits = grouped.test(text) ? text.replace(/[.,]/g, '') : text
  return /^[+-]?\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

/** The last of two kinds of marks is the decimal mark; a single mark is one unless it is a comma before exactly three digits. */
function readDecimal(reply: string): number | undefined {
  const text = tidy(reply)
    .replace(/[.,;:!।]+$/u, '')
    .replace(spaces, '')
  const marks = text.match(/[.,]/g) ?? []
  const last = marks.at(-1)
  const isGrouping = new Set(marks).size === 1 && (marks.length > 1 || (last === ',' && grouped.test(text)))
  const at = last && !isGrouping ? text.lastIndexOf(last) : text.length
  const plain = `${text.slice(0, at).replace(/[.,]/g, '')}.${text.slice(at + 1) || '0'}`
  return /^[+-]?\d{1,15}\.\d{1,10}$/.test(plain) ? Number(plain) : undefined
}

function numberType(name: 'integer' | 'decimal', parse: (reply: string) => number | undefined): AskingType {
  return {
    name,
    properties: { required: [], optional: ['constraint'] },
    way: 'ask',
    measures: name,
    // "How many children?" must be answerable with 0; only where 0 cannot be an answer does it mean "prefer not to say".
    refusalKey: (view: View) => (view.fits(0) ? null : '0'),
    choices: () => [],
    read(reply, view) {
      const value = parse(reply)
      if (value === undefined) return invalid(name)
      return view.fits(value) ? answered(value) : invalid('constraint')
    },
    samples: (view) => [1, 2, 5, 18, 30, 100, 2000].filter((value) => view.fits(value)).map(String),
  }
}

export const integer = numberType('integer', readInteger)
export const decimal = numberType('decimal', readDecimal)
