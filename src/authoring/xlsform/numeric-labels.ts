import { fold } from '../../core/understanding/characters.ts'

interface Choice {
  readonly name: string
  readonly key?: string
}

/** Higher keys mean something else: 98 shows the next page. */
const highestKey = 97

/** The number that a label is, or begins with, in any script: "2", "3 or more"; no ranges such as "18-24". */
function numberOf(label: string): number | undefined {
  const [, digits, rest = ''] = /^(\d{1,2})(?![\d.,]\d|[\d\p{L}\p{M}])(.*)$/su.exec(fold(label)) ?? []
  return digits === undefined || /\d/.test(rest) ? undefined : Number(digits)
}

const isPlainNumber = (label: string): boolean => /^\d{1,2}$/.test(fold(label).trim())

/**
 * A list with the labels 0, 1, 2, "3 or more" is chosen from by these numbers: by its places 2 would mean 1. undefined where its labels are no
 * numbers, or not the same in all languages, or keys are written.
 */
export function numericKeys<Item extends Choice>(
  items: readonly Item[],
  labelsOf: (name: string) => readonly string[],
): readonly Item[] | undefined {
  if (items.some(({ key }) => key !== undefined)) return undefined
  const labels = items.map(({ name }) => labelsOf(name).filter((label) => label !== ''))
  if (labels.filter((each) => each.length > 0 && each.every(isPlainNumber)).length < 2) return undefined
  const numbers = labels.map((each) => [...new Set(each.map(numberOf))])
  if (numbers.some((each) => each.length > 1)) return undefined
  const own = numbers.map(([number]) => (number !== undefined && number <= highestKey ? number : undefined))
  const taken = new Set(own.filter((number) => number !== undefined))
  if (taken.size < own.filter((number) => number !== undefined).length) return undefined
  let free = 1
  const next = () => {
    while (taken.has(free)) free++
    taken.add(free)
    return free
  }
  const keys = own.map((number) => String(number ?? next()))
  if (keys.every((key, index) => key === String(index + 1))) return undefined
  return items.map((item, index) => ({ ...item, key: keys[index] as string }))
}
