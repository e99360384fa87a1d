import type { Option } from '../../src/core/questions/question-type.ts'
import { createTranslator } from '../../src/core/texts.ts'
import { choose } from '../../src/core/understanding/choosing.ts'
import { createVocabulary, type Vocabulary } from '../../src/core/understanding/vocabulary.ts'
import { questionnaires } from './flows.ts'

const translator = createTranslator(questionnaires.system, 'en')

const vocabularyOf = (language: string, languages: readonly string[] = ['en', 'bn', 'sw']): Vocabulary =>
  createVocabulary(translator, language, languages)

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
