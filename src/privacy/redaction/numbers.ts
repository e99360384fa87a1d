import { isAnnounced } from './announcement.ts'
import { invisible } from './fold.ts'
import { type Candidate, numberShapes } from './number-shapes.ts'
import { type Finder, type Span, taken } from './span.ts'

interface Group {
  readonly digits: string
  readonly start: number
  readonly end: number
}

/** Digits of the numbers that are searched for, with an international prefix. The longest bounds the work for each group. */
const shortest = 7
const longest = 19

const run = /\d+(?:[\s.,()/_\u200b-]{1,5}\d+)*/g
const day = '(?:0?[1-9]|[12]\\d|3[01])'
const month = '(?:0?[1-9]|1[0-2])'
const year = '(?:19|20)\\d\\d'
const clock = '(?:[01]?\\d|2[0-3])\\.[0-5]\\d'
/** What is written with digits and separators like a telephone number, and is none. */
const ordinary = new RegExp(
  `(?<![\\d+]|\\d[-./])(?:${day}([-./])(?:${month})\\1${year}|${month}([-./])${day}\\2${year}|${year}([-./])${month}\\3${day}` +
    `|${clock}\\s?-\\s?${clock})(?!\\d|[-./]\\d)`,
  'g',
)

/** Telephone numbers and the numbers of identity cards, however their digits are grouped. */
export const findNumbers: Finder = (folded) => {
  const searched = folded.replace(ordinary, (found) => taken.repeat(found.length))
  return Array.from(searched.matchAll(run)).flatMap((match) => findInRun(searched, match[0], match.index))
}

function findInRun(folded: string, text: string, offset: number): Span[] {
  const groups = Array.from(text.matchAll(/\d+/g), (match) => ({
    digits: match[0],
    start: offset + match.index,
    end: offset + match.index + match[0].length,
  }))
  const announced = text.length >= shortest && isAnnounced(folded, offset)
  const spans: Span[] = []
  for (let first = 0; first < groups.length; first++) {
    const candidates = candidatesFrom(folded, groups, first, announced && first === 0)
    const extent = extentOfNumber(candidates)
    if (extent === undefined) continue
    const { start } = groups[first] as Group
    const { end } = groups[first + extent] as Group
    spans.push({ start: start - prefixLength(folded, start, end), end, marker: '[number]' })
    first += extent
  }
  return spans
}

/** How many groups after the first belong to the number that begins with it; undefined where none begins. */
function extentOfNumber(candidates: readonly Candidate[]): number | undefined {
  for (const shape of numberShapes) {
    // A group that is a number by itself stays alone; otherwise the longest number is taken, so that no part of one remains.
    const alone = candidates.find((candidate) => candidate.groups.length === 1 && shape(candidate))
    const number = alone ?? candidates.findLast(shape)
    if (number) return number.groups.length - 1
  }
  return undefined
}

function candidatesFrom(folded: string, groups: readonly Group[], first: number, announced: boolean): Candidate[] {
  const start = (groups[first] as Group).start
  const plus = /\+[\s(\u200b]{0,3}$/.test(folded.slice(Math.max(0, start - 4), start))
  const candidates: Candidate[] = []
  const spelled: string[] = []
  let digits = ''
  let lengths = ''
  let separators = ''
  for (let last = first; last < groups.length; last++) {
    const group = groups[last] as Group
    digits += group.digits
    spelled.push(group.digits)
    lengths += `${last > first ? ',' : ''}${group.digits.length}`
    if (last > first) {
      if (digits.length > longest) break
      separators += folded.slice((groups[last - 1] as Group).end, group.start).replaceAll(invisible, '')
    }
    if (digits.length < shortest) continue
    candidates.push({ digits, groups: spelled.slice(), lengths, separators, plus, announced })
  }
  return candidates
}

/** A plus sign belongs to the number; a bracket only where its other half lies inside. */
function prefixLength(folded: string, start: number, end: number): number {
  const before = folded.slice(Math.max(0, start - 5), start)
  const number = folded.slice(start, end)
  const closing = number.split(')').length > number.split('(').length
  const prefix = closing ? /(?:\(?\+[\s(\u200b]{0,3}|\()$/ : /\+[\s\u200b]{0,3}$/
  return prefix.exec(before)?.[0].length ?? 0
}
