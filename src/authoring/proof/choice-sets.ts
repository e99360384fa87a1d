import type { Question } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import type { Option } from '../../core/questions/question-type.ts'
import { comparedWords } from '../sensitive-words.ts'
import type { Check, Fault } from './check.ts'
import { shownLists } from './choices.ts'
import { readExpression } from './expressions.ts'
import type { Subject } from './subject.ts'
import { asked, takesSeveral } from './written.ts'

/** Every question with choices, with these as they are shown in each language. */
function askedChoices(subject: Subject) {
  const lists = Map.groupBy(shownLists(subject), ({ list }) => list)
  return asked(subject).flatMap((question) =>
    (lists.get(question.list ?? '') ?? []).map(({ language, options }) => ({ question, language, options })),
  )
}

/** Whether two choices of a list are never offered together: a filter may leave one of them. */
const areApart = (one: Option, other: Option): boolean =>
  JSON.stringify(one.item.columns ?? null) !== JSON.stringify(other.item.columns ?? null)

/** Two choices that read the same: people cannot choose between them. */
export const sameLabels: Check = {
  rule: 'same-label',
  find: (subject) =>
    shownLists(subject).flatMap(({ list, question, language, options }): Fault[] => {
      const asking = subject.content.flow.questions.filter(
        (each) => each.list === list && each.calculation === undefined,
      )
      const isFiltered = asking.every((each) => each.choice_filter !== undefined)
      return [...Map.groupBy(options, ({ label }) => comparedWords(label) || label).values()].flatMap(
        ([first, ...more]) =>
          more
            .filter((other) => first && !(isFiltered && areApart(first, other)))
            .slice(0, 1)
            .map((other) => ({
              ...{ severity: 'error' as const, question, language },
              message: `"${first?.item.name}" and "${other.item.name}" are both called "${other.label}": word one of them differently, or take it out`,
            })),
      )
    }),
}

const namedNone = /^(?:none|no_?one|nobody|nothing|none_of_(?:these|them|the_above))$/i

/** A choice "none" that can be given together with others. */
export const noneBesideOthers: Check = {
  rule: 'none-not-exclusive',
  find(subject) {
    const found = new Map<string, Fault>()
    for (const { question, language, options } of askedChoices(subject)) {
      if (!takesSeveral(question)) continue
      const words = new Set(subject.engine.translator.words(language, 'system:reply.none').map(comparedWords))
      const none = options.find(
        ({ item, label }) =>
          item.missing === undefined && (namedNone.test(item.name) || words.has(comparedWords(label))),
      )
      const other = options.find(({ item }) => item !== none?.item && item.missing === undefined)
      if (!none || !other || none.item.exclusive || found.has(question.name)) continue
      const both = { self: `${none.item.name} ${other.item.name}`, question: () => '', column: () => '', today: '' }
      if (question.constraint !== undefined && !readExpression(question.constraint).holds(both)) continue
      const message = `"${none.label}" can be given together with other choices of "${question.name}": write "exclusive: true" at "${none.item.name}"`
      found.set(question.name, { severity: 'warning', question: question.name, language, message })
    }
    return [...found.values()]
  },
}

/** Whether a later question takes in people's own words what they mean, on a condition that looks at this one. */
const isExplained = ({ content: { flow } }: Subject, { name }: Question): boolean =>
  flow.questions.some((question) => {
    const type = questionTypeOf(question)
    const isText = type.way === 'ask' && type.takesAnyText === true
    return isText && question.relevant.some((source) => readExpression(source).questions.includes(name))
  })

/**
 * "Other" after which people cannot say what. Of what people are a text would say who they are, and in a sensitive group it would stay in the chat:
 * there it is right.
 */
export const otherWithoutText: Check = {
  rule: 'other-without-text',
  find(subject) {
    const found = new Map<string, Fault>()
    for (const { question, language, options } of askedChoices(subject)) {
      const words = new Set(subject.engine.translator.words(language, 'system:other_words').map(comparedWords))
      const other = options.find(
        ({ item, label }) => /^others?$/i.test(item.name) || words.has(comparedWords(label.replace(/\(.*\)/, ''))),
      )
      if (!other || question.disaggregate || question.block !== undefined || found.has(question.name)) continue
      if (isExplained(subject, question)) continue
      const condition = takesSeveral(question)
        ? `selected(\${${question.name}}, '${other.item.name}')`
        : `\${${question.name}} = '${other.item.name}'`
      const message = `people cannot say what "${other.label}" of "${question.name}" is: add a question of type text with relevant: ${condition}, or take the choice out`
      found.set(question.name, { severity: 'warning', question: question.name, language, message })
    }
    return [...found.values()]
  },
}
