import type { Option } from '../questions/question-type.ts'
import { roleOf } from './choice-list.ts'
import type { ReplyToList } from './choice-numbers.ts'

/** What one place of a reply is. */
export type Part =
  | {
      readonly kind: 'options'
      readonly options: readonly Option[]
      readonly length: number
      readonly by: 'name' | 'number' | 'role' | 'everything'
      /** It is only nearly the name, or may mean something else. */
      readonly near?: true
    }
  | { readonly kind: 'nothing' | 'contradiction'; readonly length: number }
  | { readonly kind: 'unknown'; readonly length: 1 }

/** A part and where it begins, counted in tokens. */
export type Placed = Part & { readonly at: number }

/** A word that is not understood and stands in the name of another option too: "poor very" may mean "Very poor". */
function mayBelongToAnother(index: number, options: readonly Option[], { list, tokens }: ReplyToList): boolean {
  const owners = list.words.get(tokens[index]?.text ?? '') ?? []
  return [...owners].some((owner) => !options.includes(owner))
}

/** Beside words that are not understood: "all nurses" is not everything in the list, and "না" makes the opposite of what was said. */
function saysAnotherThing(part: Placed, { vocabulary, tokens }: ReplyToList): boolean {
  if (part.kind !== 'options') return false
  const isNegation = vocabulary.negations.at(tokens, part.at)?.length === part.length
  return part.by === 'everything' || (isNegation && part.options.every((option) => roleOf(option) !== 'no'))
}

/** "so satisfied" where "Very satisfied" is there too: a word beside the name may make the other one of it. */
function mayBeLonger(parts: readonly Placed[], index: number, { list, tokens }: ReplyToList): boolean {
  const part = parts[index]
  const isBesideUnknown = [parts[index - 1], parts[index + 1]].some((each) => each?.kind === 'unknown')
  if (part?.kind !== 'options' || part.by !== 'name' || !isBesideUnknown) return false
  const said = tokens.slice(part.at, part.at + part.length).map(({ text }) => text)
  return list.names.all.some(
    ({ words, meaning }) =>
      !part.options.includes(meaning) &&
      words.length > said.length &&
      ` ${words.join(' ')} `.includes(` ${said.join(' ')} `),
  )
}

/** "1. cost 2. distance" where these are 3 and 4: the person numbers in another way than the list. */
function isNumberedAnew(parts: readonly Placed[], { tokens }: ReplyToList): boolean {
  const is = (index: number, by: 'name' | 'number') => {
    const part = parts[index]
    return part?.kind === 'options' && part.by === by && part.options.length === 1 ? part : undefined
  }
  const isSame = (one: Placed | undefined, other: Placed | undefined) =>
    one?.kind === 'options' && other?.kind === 'options' && one.options[0] === other.options[0]
  /** Nothing between them says that they are two answers. */
  const touches = (later: Placed) => !/[,;/&+|]/u.test(tokens[later.at]?.gap ?? '')
  return parts.some((_, index) => {
    const number = is(index, 'number')
    const [before, next] = [is(index - 1, 'name'), is(index + 1, 'name')]
    if (!number || isSame(number, next) || isSame(number, before)) return false
    const isOfNumberBefore = isSame(is(index - 2, 'number'), before)
    return (next !== undefined && touches(next)) || (before !== undefined && touches(number) && !isOfNumberBefore)
  })
}

/** Whether something in a reply speaks against the options that it mentions. */
export function contradicts(parts: readonly Placed[], options: readonly Option[], reply: ReplyToList): boolean {
  const unknown = parts.filter(({ kind }) => kind === 'unknown')
  return (
    parts.some(({ kind }) => kind === 'contradiction') ||
    unknown.some(({ at }) => mayBelongToAnother(at, options, reply)) ||
    (unknown.length > 0 && parts.some((part) => saysAnotherThing(part, reply))) ||
    parts.some((_, index) => mayBeLonger(parts, index, reply)) ||
    isNumberedAnew(parts, reply)
  )
}
