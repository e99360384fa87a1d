import { fold } from '../../core/understanding/characters.ts'
import type { Check, Fault } from './check.ts'
import { shownLists } from './choices.ts'

/** A choice that stands for the numbers from one to another. */
interface Class {
  readonly label: string
  readonly from: number
  readonly to: number
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** "18-24", "18 to 24" with the words that a language has for it; undefined for times of day, days and what holds other numbers. */
function readRange(label: string, words: readonly string[]): Class | undefined {
  const text = fold(label).replace(/(?<=\d)[, ](?=\d{3}(?!\d))/g, '')
  if (/\d\s*[:/]\s*\d/.test(text) || (text.match(/\d+(?:\.\d+)?/g) ?? []).length !== 2) return undefined
  const between = ['-', '–', '—', ...words.map((word) => escaped(fold(word)))].join('|')
  const [, from, to] =
    new RegExp(`(\\d+(?:\\.\\d+)?)[^\\d-]{0,8}?\\s*(?:${between})\\s*[^\\d]{0,3}(\\d+(?:\\.\\d+)?)`, 'u').exec(text) ??
    []
  return from === undefined || Number(from) >= Number(to) ? undefined : { label, from: Number(from), to: Number(to) }
}

/** "65 or more", "65+", "5": the one number that a label begins with, with everything above where it is the last. */
function readNumber(label: string): number | undefined {
  const numbers = fold(label).match(/\d+(?:\.\d+)?/g) ?? []
  return numbers.length === 1 && /^\d/.test(fold(label)) ? Number(numbers[0]) : undefined
}

/** Classes of numbers that overlap, or that leave numbers out between them. */
export const numberClasses: Check = {
  rule: 'number-classes',
  find: (subject) =>
    shownLists(subject).flatMap(({ question, language, options }): Fault[] => {
      const words = subject.engine.translator.words(language, 'system:reply.ranges')
      const ranges = options.flatMap(({ label }) => readRange(label, words) ?? [])
      if (ranges.length < 2) return []
      const highest = Math.max(...ranges.map(({ to }) => to))
      const lowest = Math.min(...ranges.map(({ from }) => from))
      const single = options.flatMap(({ label }): Class[] => {
        const from = readRange(label, words) ? undefined : readNumber(label)
        // "18 or less", in a language that puts the number first.
        return from === undefined || from === lowest ? [] : [{ label, from, to: from >= highest ? Infinity : from }]
      })
      const classes = [...ranges, ...single].sort((a, b) => a.from - b.from || a.to - b.to)
      // Between whole numbers nothing is left out; of others the next class begins where this one ends.
      const isWhole = ranges.every(({ from, to }) => Number.isInteger(from) && Number.isInteger(to))
      return classes.slice(1).flatMap((next, index): Fault[] => {
        const before = classes[index] as Class
        const place = { severity: 'warning' as const, question, language }
        if (next.from <= before.to) {
          if (!isWhole && next.from === before.to) return []
          const message = `the numbers of "${before.label}" and "${next.label}" overlap: ${next.from} is in both; let each number stand for one choice`
          return [{ ...place, message }]
        }
        if (!isWhole || next.from === before.to + 1) return []
        const message = `between "${before.label}" and "${next.label}" numbers are left out, such as ${before.to + 1}: add them to one of the choices`
        return [{ ...place, message }]
      })
    }),
}
