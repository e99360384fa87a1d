import type { Answer, Flow } from './flow.ts'
import type { Translator } from './texts.ts'

/** `${name}` in a text: the answer to an earlier question, as XLSForm writes it. */
const place = /\$\{\s*([^{}\s]+)\s*\}/g

/** Free text may be as long as a message: of a longer answer only the beginning is repeated. */
const longestShown = 40
const leftOut = '...'

/** The questions whose answers a text repeats. */
export const questionsInText = (text: string): string[] =>
  text.includes('${') ? [...text.matchAll(place)].map(([, name = '']) => name) : []

/** Whether something in it looks like an answer to repeat and cannot be read as one. */
export const hasBrokenPlace = (text: string): boolean => text.replace(place, '').includes('${')

/** Puts answers into a text. `shown` is undefined for what was not come to yet. */
export const withAnswers = (text: string, shown: (question: string) => string | undefined): string =>
  text.includes('${')
    ? text.replace(place, (_, name: string) => {
        const answer = shown(name) ?? leftOut
        return [...answer].length > longestShown
          ? `${[...answer].slice(0, longestShown - leftOut.length).join('')}${leftOut}`
          : answer
      })
    : text

/** A text by itself, where nobody answers: on paper, above a table. */
export const withoutAnswers = (text: string): string => withAnswers(text, () => undefined)

/** Answers as they are repeated to the person who gave them: a choice by its label; empty where there is none. */
export function shownAnswers(flow: Flow, translator: Translator) {
  const lists = new Map(flow.questions.map(({ name, list }) => [name, list]))
  return function shownTo({ answers }: { readonly answers: Readonly<Record<string, Answer>> }, language: string) {
    const shown = (name: string): string | undefined => {
      const answer = answers[name]
      if (!answer || 'missing' in answer) return answer && ''
      const list = lists.get(name) ?? ''
      const { namespace, items = [] } = flow.lists[list] ?? {}
      const labelOf = (value: string | number) =>
        items.some((item) => item.name === value)
          ? withAnswers(translator.text(language, `${namespace}:choices.${list}.${value}`), shown)
          : String(value)
      return [answer.value].flat().map(labelOf).join(', ')
    }
    return shown
  }
}
