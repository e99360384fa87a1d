import type { FlowContent } from '../../src/core/flow.ts'
import { questionTypeOf } from '../../src/core/questions/index.ts'
import type { Option } from '../../src/core/questions/question-type.ts'
import { createTranslator } from '../../src/core/texts.ts'
import { choose } from '../../src/core/understanding/choosing.ts'
import { createVocabulary, type Vocabulary } from '../../src/core/understanding/vocabulary.ts'
import { questionnaires } from './flows.ts'

const translator = createTranslator(questionnaires.system, 'en')

export const vocabularyOf = (
  language: string,
  languages: readonly string[] = Object.keys(questionnaires.system),
): Vocabulary => createVocabulary(translator, language, languages)

/** A list of choices as somebody sees it, and how it is asked. */
export interface ShownList {
  readonly name: string
  readonly language: string
  readonly options: readonly Option[]
  readonly several: boolean
  readonly isOwnQuestion?: true
}

/** Choices by name and label; what else is to be said of them in `items`. */
export const optionsOf = (
  labels: Readonly<Record<string, string>>,
  items: Readonly<Record<string, Partial<Option['item']>>> = {},
): Option[] =>
  Object.entries(labels).map(([name, label], index) => ({
    label,
    key: items[name]?.key ?? String(index + 1),
    aliases: items[name]?.aliases ?? [],
    item: { name, ...items[name] },
  }))

/** Every list that a flow asks from, in a language. */
export function listsOf({ flow, texts }: FlowContent, language: string): ShownList[] {
  const own = createTranslator(texts, language)
  return flow.questions.flatMap((question) => {
    const list = question.list === undefined ? undefined : flow.lists[question.list]
    const type = questionTypeOf(question)
    if (!list || type.way !== 'ask') return []
    const label = (item: string) => own.text(language, `${list.namespace}:choices.${question.list}.${item}`)
    const labels = Object.fromEntries(list.items.map(({ name }) => [name, label(name)]))
    const items = Object.fromEntries(list.items.map((item) => [item.name, item]))
    const several = type.takesSeveral ?? false
    return [{ name: `${flow.name}: ${question.name}`, language, options: optionsOf(labels, items), several }]
  })
}

/** What the program asks for itself: consent and its like, and the menu of a phone. */
export function ownLists(language: string): ShownList[] {
  const text = (key: string) => translator.text(language, `system:${key}`)
  const asked = ['consent', 'safe', 'results', 'suggested'].map((name) => ({
    name,
    options: optionsOf({ yes: text(`${name}.yes`), no: text(`${name}.no`) }),
  }))
  const titles = questionnaires.versions.map(({ flow, content }): [string, string] => [
    flow,
    createTranslator(content.texts, language).text(language, `${flow}:title`),
  ])
  const menu = { name: 'menu', options: optionsOf(Object.fromEntries(titles)) }
  return [...asked, menu].map((list) => ({ ...list, language, several: false, isOwnQuestion: true as const }))
}

/** Reads replies to a list: what is recorded, and what is asked back. */
export function readerOf(
  list: ShownList,
): (reply: string) => { recorded: readonly Option[]; suggested: readonly Option[] } {
  const vocabulary = vocabularyOf(list.language)
  const { options, several } = list
  const own = list.isOwnQuestion ? { isOwnQuestion: list.isOwnQuestion } : {}
  return (reply) => {
    const chosen = choose(reply, { options, vocabulary, several, ...own })
    return chosen.certain ? { recorded: chosen.options, suggested: [] } : { recorded: [], suggested: chosen.options }
  }
}
