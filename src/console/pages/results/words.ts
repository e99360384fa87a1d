import type { FlowContent } from '../../../core/flow.ts'
import type { Translator } from '../../../core/texts.ts'
import { questionOf } from '../../../results/tables.ts'
import type { ConsoleRequest } from '../../page.ts'

/** What variables, values and indicators of a flow are called in the language of the reader. */
export interface ResultWords {
  /** A question, one choice of it, or the name of something calculated. */
  variable(name: string): string
  /** A value of a variable, or why there is none. */
  value(variable: string, value: string): string
  /** A group: its values, in the order of the dimensions; a choice that was made or not by the words of the choice. */
  group(dimensions: readonly string[], values: readonly string[]): string
  indicator(name: string, part: 'label' | 'comparability'): string
}

export function wordsOf({ flow }: FlowContent, translator: Translator, request: ConsoleRequest): ResultWords {
  const language = flow.languages.includes(request.language) ? request.language : (flow.languages[0] ?? 'en')
  const questionNamed = (name: string) => flow.questions.find((question) => question.name === questionOf(name))
  const choiceOf = (name: string) => name.split(': ')[1]
  function item(name: string, value: string): string {
    const list = questionNamed(name)?.list ?? ''
    const namespace = flow.lists[list]?.namespace
    return namespace === undefined ? value : translator.text(language, `${namespace}:choices.${list}.${value}`)
  }
  function value(name: string, written: string): string {
    if (/^\(.*\)$/.test(written)) return request.text(`results.missing.${written.slice(1, -1)}`)
    if (choiceOf(name) !== undefined && ['chosen', 'not_chosen'].includes(written))
      return request.text(`results.${written}`)
    return item(name, written)
  }
  return {
    value,
    variable(name) {
      const [question, choice] = [questionNamed(name), choiceOf(name)]
      // What is calculated was never put to anybody: there is no text of it.
      if (!question || question.calculation !== undefined) return name
      const label = translator.text(language, `${question.namespace}:questions.${question.name}.label`)
      return choice === undefined ? label : `${label} – ${item(name, choice)}`
    },
    group: (dimensions, values) =>
      values
        .map((written, place) => {
          const name = dimensions[place] ?? ''
          const choice = choiceOf(name)
          return choice === undefined ? value(name, written) : `${item(name, choice)}: ${value(name, written)}`
        })
        .join(', '),
    indicator(name, part) {
      const namespace = flow.indicators.find((each) => each.name === name)?.namespace ?? flow.name
      return translator.text(language, `${namespace}:indicators.${name}.${part}`)
    },
  }
}
