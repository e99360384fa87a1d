import type { Option } from '../../core/questions/question-type.ts'
import { fold } from '../../core/understanding/characters.ts'
import type { Check, Fault } from './check.ts'
import { shownLists } from './choices.ts'

/** A key that a text names, beside what is behind it. */
interface Named {
  readonly number: string
  readonly option: Option
}

/** "3 or more", "2. Often": the number that a label begins with; no ranges such as "18-24", and no years. */
function numberBefore(label: string): string | undefined {
  const [, number, rest = ''] = /^(\d{1,2})(?![\d.,]\d|[\d\p{L}\p{M}])(.*)$/su.exec(fold(label)) ?? []
  return number === undefined || /\d/.test(rest) ? undefined : String(Number(number))
}

/** Labels that begin with a number which somebody may send, and which chooses another one. */
const inLabels = (options: readonly Option[]): Named[] =>
  options.flatMap((option) => {
    const number = numberBefore(option.label)
    const isTaken = number === '0' || options.some(({ key }) => key === number)
    return number !== undefined && number !== option.key && isTaken ? [{ number, option }] : []
  })

/** "Reply 5 for very good", "1 = Yes": a number shortly before what a choice is called. */
const inQuestion = (question: string, options: readonly Option[]): Named[] =>
  options.flatMap((option) => {
    const label = fold(option.label)
    const at = label.length > 1 && !/^\d/.test(label) ? question.indexOf(label) : -1
    const number =
      at < 0
        ? undefined
        : /(?<![\d.,])(\d{1,2})[^\d.;!?\n\p{L}\p{M}][^\d.;!?\n]{0,11}$/u.exec(question.slice(0, at))?.[1]
    return number !== undefined && String(Number(number)) !== option.key
      ? [{ number: String(Number(number)), option }]
      : []
  })

/** Numbers in texts that are not those by which people choose: somebody who sends what is written there means another choice. */
export const ownNumbers: Check = {
  rule: 'own-numbers',
  find: (subject) =>
    shownLists(subject).flatMap(({ question, language, options }): Fault[] => {
      const { engine, content } = subject
      const asking = content.flow.questions.filter(
        (each) =>
          each.list !== undefined && each.list === content.flow.questions.find(({ name }) => name === question)?.list,
      )
      const said = asking.flatMap(({ name, namespace }) => {
        const text = engine.translator.text(language, `${namespace}:questions.${name}.label`)
        return inQuestion(fold(text), options)
      })
      return [...inLabels(options), ...said].map(({ number, option }) => ({
        ...{ severity: 'error', question, language },
        message: `"${option.label}" is chosen by ${option.key}, and a text says ${number}: give the choice the key '${number}', or word it without the number`,
      }))
    }),
}
