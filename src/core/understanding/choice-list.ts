import type { Option } from '../questions/question-type.ts'
import { type Phrases, phrasesOf } from './phrases.ts'
import type { Role } from './vocabulary.ts'

/** A list of choices, made ready for the replies to it. */
export interface ChoiceList {
  readonly options: readonly Option[]
  readonly names: Phrases<Option>
  /** Every word of the names, with the options in whose names it stands. */
  readonly words: ReadonlyMap<string, ReadonlySet<Option>>
  /** Numbers stand for some of the options: "30" for "25-34". */
  readonly hasRanges: boolean
}

/** The ways in which an option may be called: its label, the alternatives in it ("Third gender/Hijra"), and its aliases. */
function namesOf({ label, aliases = [] }: Option): string[] {
  const plain = label.replace(/\([^()]*\)/gu, ' ')
  const alternatives = plain.includes('/') ? plain.split('/') : []
  return [label, plain, ...alternatives, ...aliases]
}

/** What a reply can say of an option without naming it. */
export function roleOf({ item }: Option): Role | undefined {
  if (item.missing === 'dont_know') return 'dont_know'
  if (item.exclusive) return 'none'
  return item.name === 'yes' || item.name === 'no' ? item.name : undefined
}

function listOf(options: readonly Option[]): ChoiceList {
  const names = phrasesOf(options.flatMap((each) => namesOf(each).map((name): [string, Option] => [name, each])))
  const words = new Map<string, Set<Option>>()
  for (const { words: inName, meaning } of names.all)
    for (const word of inName) words.set(word, (words.get(word) ?? new Set()).add(meaning))
  const hasRanges = options.some(({ item: { from, to } }) => from !== undefined || to !== undefined)
  return { options, names, words, hasRanges }
}

const known = new WeakMap<readonly Option[], ChoiceList>()

/** Makes a list of choices ready, once for as long as the same list is used. */
export function choiceListOf(options: readonly Option[]): ChoiceList {
  const list = known.get(options) ?? listOf(options)
  known.set(options, list)
  return list
}
