import { isReason, isSame, type Key, refinements, type Said, saidKey } from './said.ts'

/** Two variables, and the values of the first with which a value of the second never occurs. */
export interface Impossible {
  readonly first: string
  readonly second: string
  /** For each value of the first, those of the second; what is not named is possible. */
  readonly never: ReadonlyMap<Key, ReadonlySet<Key>>
}

/** The choices of one question that takes several answers, each a variable of its own. */
export interface Choices {
  readonly question: string
  readonly choices: readonly { readonly variable: string; readonly exclusive: boolean }[]
}

/** What a step on the way through a questionnaire records: values of variables. */
export type Labels = readonly (readonly [variable: string, value: Said])[]

export interface Arc {
  readonly from: number
  readonly to: number
  readonly labels: Labels
}

/** Every way through a questionnaire: each path from the first node (0) to the last (1) is somebody who can have answered so, and nobody else is. */
export interface Ways {
  readonly arcs: readonly Arc[]
  /** False where some conditions were taken for open, because they look at numbers, texts, the day, or too much at once: then more ways are there than people have. */
  readonly isExact: boolean
}

/** What everybody knows who has read the questionnaire, and without which it could not be told what tables give away together. */
export interface Knowledge {
  readonly choices: readonly Choices[]
  readonly impossible: readonly Impossible[]
  /** What follows from these over a third variable. It tells which zeros need no hiding; the auditor finds it by himself. */
  readonly consequences: readonly Impossible[]
  /** Every way through the questionnaire, as far as it records something of these variables; none: the questionnaire is not known. */
  readonly ways?: (variables: ReadonlySet<string>) => Ways
}

export const nothingKnown: Knowledge = { choices: [], impossible: [], consequences: [] }

export const chosen = 'chosen'
export const notChosen = 'not_chosen'

/** Why there is no answer is the same for all choices of a question: what is known of one is known of all. */
export function oneReasonOf({ choices }: Knowledge, variable: string, value: Said): string {
  if (!isReason(value)) return variable
  return choices.find((each) => each.choices.some((choice) => choice.variable === variable))?.question ?? variable
}

/** Whether nobody can have this value of the one variable with that of the other; undefined where nothing is known of the two. */
export function neverTogether(
  knowledge: Knowledge,
  first: string,
  second: string,
): ((value: Said, other: Said) => boolean) | undefined {
  const never = neverInDetail(knowledge, first, second)
  return never && ((value, other) => refinements(value).every((x) => refinements(other).every((y) => never(x, y))))
}

/** Whether nobody can have both values, by itself or as a consequence over other questions. */
export function isNeverTogether(
  knowledge: Knowledge,
  [first, value]: readonly [variable: string, value: Said],
  [second, other]: readonly [variable: string, value: Said],
): boolean {
  const { impossible, consequences } = knowledge
  return [impossible, consequences].some(
    (known) => neverTogether({ ...knowledge, impossible: known }, first, second)?.(value, other) ?? false,
  )
}

function neverInDetail(
  { choices, impossible }: Knowledge,
  first: string,
  second: string,
): ((value: Said, other: Said) => boolean) | undefined {
  for (const family of choices) {
    const [one, other] = [first, second].map((name) => family.choices.find(({ variable }) => variable === name))
    if (!one || !other) continue
    const isAlone = one.exclusive || other.exclusive
    return (x, y) => (isReason(x) || isReason(y) ? !isSame(x, y) : isAlone && x.value === chosen && y.value === chosen)
  }
  const known = impossible.find((each) => each.first === first && each.second === second)
  if (known) return (x, y) => known.never.get(saidKey(x))?.has(saidKey(y)) ?? false
  const turned = impossible.find((each) => each.first === second && each.second === first)
  return turned && ((x, y) => turned.never.get(saidKey(y))?.has(saidKey(x)) ?? false)
}
