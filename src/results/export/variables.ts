import { withoutAnswers } from '../../core/answers-in-texts.ts'
import { computedFrom, sensitiveQuestions, tellsAbout } from '../../core/dependence.ts'
import type { Flow, FlowContent, Question } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import { createTranslator } from '../../core/texts.ts'
import { countedQuestions, takesSeveral } from '../tally.ts'
import type { Variable } from './export-data.ts'

/** What is exported only if it is asked for. */
export interface ExportChoices {
  readonly sensitive: boolean
  readonly freeText: boolean
}

/** Which variables of a flow are exported, and which of them tell about its dimensions. */
export interface Selection {
  readonly questions: readonly Question[]
  readonly dimensions: readonly string[]
  /** By question: the dimensions that could be seen or computed from it again; each tells about itself. */
  readonly tellsAbout: ReadonlyMap<string, readonly string[]>
  readonly sensitive: readonly string[]
  readonly leftOut: { readonly sensitive: readonly string[]; readonly freeText: readonly string[] }
}

const isFreeText = (question: Question): boolean =>
  questionTypeOf(question).properties.optional.includes('free_text_because')

/** By question, the dimensions that it tells about. */
function toldBy(flow: Flow, dimensions: readonly string[]): Map<string, string[]> {
  const told = new Map<string, string[]>()
  for (const dimension of dimensions)
    for (const name of tellsAbout(flow, [dimension])) told.set(name, [...(told.get(name) ?? []), dimension])
  return told
}

/**
 * Chooses what is exported. A variable that follows from a sensitive question is as sensitive, and one that may repeat somebody's words is free
 * text. Dimensions are those of the whole flow, also those that are left out: each export of a round hides the same interviews.
 */
export function selectVariables(flow: Flow, choices: ExportChoices): Selection {
  const names = (isWanted: (question: Question) => boolean) => flow.questions.filter(isWanted).map(({ name }) => name)
  const sensitive = sensitiveQuestions(flow)
  const freeText = computedFrom(flow, names(isFreeText))
  const counted = countedQuestions(flow)
  const isLeftOut = ({ name }: Question) =>
    (sensitive.has(name) && !choices.sensitive) || (freeText.has(name) && !choices.freeText)
  const questions = counted.filter((question) => !isLeftOut(question))
  const out = counted.filter(isLeftOut).map(({ name }) => name)
  const dimensions = counted.filter(({ disaggregate }) => disaggregate).map(({ name }) => name)
  return {
    ...{ questions, dimensions, tellsAbout: toldBy(flow, dimensions) },
    sensitive: questions.filter(({ name }) => sensitive.has(name)).map(({ name }) => name),
    leftOut: {
      sensitive: out.filter((name) => sensitive.has(name)),
      freeText: out.filter((name) => freeText.has(name) && !sensitive.has(name)),
    },
  }
}

function kindOf(question: Question): Variable['kind'] | null {
  const type = questionTypeOf(question)
  if (takesSeveral(question)) return 'several'
  if (question.list !== undefined) return 'one'
  if (type.way !== 'ask') return null
  return type.measures === 'day' ? 'month' : (type.measures ?? 'text')
}

/** More different values than any calculated category has: then it is text. */
const mostCategories = 100

/** The values that a variable has in the interviews as they are exported. */
type Observed = ReadonlySet<string | number>

/** What a calculated variable is shows in its values alone: numbers, or a few words. */
function kindOfValues(observed: Observed): Variable['kind'] {
  if (observed.size > 0 && [...observed].every((value) => typeof value === 'number')) return 'decimal'
  return observed.size > mostCategories ? 'text' : 'one'
}

/** Describes the variables of an export; `observed` are the values of each, in their order. */
export function describeVariables(
  { flow, texts }: FlowContent,
  { questions, tellsAbout }: Selection,
  observed: readonly Observed[],
  organisation: string,
): Variable[] {
  const [first = 'en'] = flow.languages
  const translator = createTranslator(texts, first)
  const inEach = (text: (language: string) => string) =>
    Object.fromEntries(flow.languages.map((language) => [language, text(language)]))
  const worded = (key: string, otherwise: string) =>
    inEach((language) =>
      translator.has(first, key) ? withoutAnswers(translator.text(language, key, { organisation })) : otherwise,
    )

  return questions.map((question, index) => {
    const { name, namespace, list } = question
    const values = observed[index] ?? new Set<string | number>()
    const kind = kindOf(question) ?? kindOfValues(values)
    const items = list === undefined ? undefined : flow.lists[list]
    const listed = (items?.items ?? []).filter(({ missing }) => !missing).map((item) => item.name)
    const others = [...values].map(String).filter((value) => !listed.includes(value))
    const isChosen = kind === 'one' || kind === 'several'
    return {
      ...{ name, kind, labels: worded(`${namespace}:questions.${name}.label`, name) },
      categories: (isChosen ? [...listed, ...others.sort()] : []).map((value) => ({
        value,
        labels: worded(`${items?.namespace ?? namespace}:choices.${list}.${value}`, value),
      })),
      isHiddenInSmallClasses: tellsAbout.has(name),
    }
  })
}
