import type { FlowContent } from '../../../core/flow.ts'
import type { Translator } from '../../../core/texts.ts'
import { variablesOf } from '../../../results/tables.ts'
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
  const variables = new Map(variablesOf(flow).map((variable) => [variable.name, variable]))
  function item(list: string | undefined, value: string): string {
    const namespace = flow.lists[list ?? '']?.namespace
    return namespace === undefined ? value : translator.text(language, `${namespace}:choices.${list}.${value}`)
  }
  function value(name: string, written: string): string {
    if (/^\(.*\)$/.test(written)) return request.text(`results.missing.${written.slice(1, -1)}`)
    const variable = variables.get(name)
    return variable && variable.choice !== null
      ? request.text(`results.${written}`)
      : item(variable?.question.list, written)
  }
  return {
    value,
    variable(name) {
      const variable = variables.get(name)
      // What is calculated was never put to anybody: there is no text of it.
      if (!variable || variable.question.calculation !== undefined) return name
      const { question, choice } = variable
      const label = translator.text(language, `${question.namespace}:questions.${question.name}.label`)
      return choice === null ? label : `${label} – ${item(question.list, choice)}`
    },
    group: (dimensions, values) =>
      values
        .map((written, place) => {
          const name = dimensions[place] ?? ''
          const variable = variables.get(name)
          const choice = variable?.choice ?? null
          return choice === null
            ? value(name, written)
            : `${item(variable?.question.list, choice)}: ${value(name, written)}`
        })
        .join(', '),
    indicator(name, part) {
      const namespace = flow.indicators.find((each) => each.name === name)?.namespace ?? flow.name
      return translator.text(language, `${namespace}:indicators.${name}.${part}`)
    },
  }
}
