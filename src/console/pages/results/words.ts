import { withoutAnswers } from '../../../core/answers-in-texts.ts'
import type { FlowContent } from '../../../core/flow.ts'
import { createTranslator } from '../../../core/texts.ts'
import { anyNumber } from '../../../results/number-tables.ts'
import type { Group } from '../../../results/report/groups.ts'
import { isReason, type Said } from '../../../results/said.ts'
import type { ConsoleRequest } from '../../page.ts'

/** Whoever reads: a language, and the console's texts in it. */
export type Reader = Pick<ConsoleRequest, 'language' | 'text'>

/** What questions, answers and indicators of a flow are called in the language of the reader. */
export interface ResultWords {
  /** What the flow is called in the menu. */
  readonly title: string
  /** A question as it was put, or the name of something calculated. */
  question(name: string): string
  /** An answer, or why there is none. */
  answer(question: string, said: Said): string
  /** A group by what its people have in common; empty: everybody. */
  group(group: Group): string
  indicator(name: string, part: 'label' | 'comparability'): string
}

export function wordsOf({ flow, texts }: FlowContent, { language: wanted, text }: Reader): ResultWords {
  const language = flow.languages.includes(wanted) ? wanted : (flow.languages[0] ?? 'en')
  const translator = createTranslator(texts, language)
  const questions = new Map(flow.questions.map((question) => [question.name, question]))
  function answer(question: string, said: Said): string {
    if (isReason(said)) return text(`results.missing.${said.reason}`)
    const { value } = said
    const list = questions.get(question)?.list ?? ''
    const { namespace, items } = flow.lists[list] ?? {}
    const isOffered = items?.some(({ name }) => name === value)
    if (isOffered) return withoutAnswers(translator.text(language, `${namespace}:choices.${list}.${value}`))
    return value === anyNumber && questions.get(question)?.list === undefined ? text('results.any_number') : value
  }
  return {
    title: translator.text(language, `${flow.name}:title`),
    answer,
    question(name) {
      const question = questions.get(name)
      // What is calculated was never put to anybody, and has a text only where its values have.
      if (!question || (question.calculation !== undefined && question.list === undefined)) return name
      return withoutAnswers(translator.text(language, `${question.namespace}:questions.${name}.label`))
    },
    group: ({ by, values }) => values.map((value, place) => answer(by[place] ?? '', value)).join(', '),
    indicator(name, part) {
      const namespace = flow.indicators.find((each) => each.name === name)?.namespace ?? flow.name
      return translator.text(language, `${namespace}:indicators.${name}.${part}`)
    },
  }
}
