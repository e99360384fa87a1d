import type { Question } from '../../core/flow.ts'
import { comparedWords } from '../sensitive-words.ts'
import type { Check, Fault } from './check.ts'
import { asked, partOf } from './written.ts'

/** "Why?" and "How many?" may follow several questions. */
const fewestWords = 3

/** Whether each is asked on a condition of its own: it may be worded alike for the one or the other. */
const areAlternatives = (one: Question, other: Question): boolean =>
  one.relevant.length > 0 &&
  other.relevant.length > 0 &&
  JSON.stringify(one.relevant) !== JSON.stringify(other.relevant)

/** The same question twice, under two names. */
export const sameQuestion: Check = {
  rule: 'same-question',
  find: (subject) =>
    subject.content.flow.languages.flatMap((language) => {
      const worded = Map.groupBy(asked(subject), (question) => {
        const label = partOf(subject, question, language, 'label') ?? ''
        return label.includes('${') ? '' : comparedWords(label)
      })
      return [...worded].flatMap(([words, [first, ...more]]): Fault[] => {
        if (!first || words.split(' ').length < fewestWords) return []
        return more
          .filter((other) => !areAlternatives(first, other))
          .map(({ name }) => ({
            ...{ severity: 'warning', question: name, language },
            message: `"${name}" asks the same as "${first.name}": take one out, or say what is different`,
          }))
      })
    }),
}
