import type { Option } from '../../core/questions/question-type.ts'
import { namesOf } from '../../core/understanding/choice-list.ts'
import { isNear, type NegatingAffixes } from '../../core/understanding/nearness.ts'
import { tokensOf } from '../../core/understanding/tokens.ts'
import { createVocabulary } from '../../core/understanding/vocabulary.ts'
import type { Check, Fault } from './check.ts'
import type { Subject } from './subject.ts'

/** A list as people see it in one language. */
interface ShownList {
  readonly question: string
  readonly language: string
  readonly options: readonly Option[]
}

/** Every list that somebody is asked from, once, in every language. */
function shownLists({ content: { flow }, engine }: Subject): ShownList[] {
  const asked = new Map(flow.questions.map(({ list, name, calculation }) => [calculation ? undefined : list, name]))
  return [...asked].flatMap(([list, question]) => {
    const items = list === undefined ? undefined : flow.lists[list]
    if (!items) return []
    return flow.languages.map((language) => ({
      ...{ question, language },
      options: items.items.map((item, index) => ({
        item,
        key: item.key ?? String(index + 1),
        aliases: item.aliases ?? [],
        label: engine.translator.text(language, `${items.namespace}:choices.${list}.${item.name}`),
      })),
    }))
  })
}

const wordsOf = (name: string): string =>
  tokensOf(name)
    .map(({ text }) => text)
    .join(' ')

/** Every two choices of a list, each pair once. */
const pairsOf = <Item>(items: readonly Item[]): [Item, Item][] =>
  items.flatMap((one, index) => items.slice(index + 1).map((other): [Item, Item] => [one, other]))

/** Whether one name with slips may be the other. */
function isAlike(one: string, other: string, affixes: NegatingAffixes): boolean {
  const [words, others] = [one.split(' '), other.split(' ')]
  return (
    words.length === others.length &&
    words.every((word, index) => word === others[index] || isNear(word, others[index] ?? '', affixes))
  )
}

/** Choices of one list whose names a slip could exchange. */
export const alikeChoices: Check = {
  rule: 'alike-choices',
  find: (subject) =>
    shownLists(subject).flatMap(({ question, language, options }): Fault[] => {
      const { affixes } = createVocabulary(subject.engine.translator, language, subject.content.flow.languages)
      return pairsOf(options)
        .filter(([one, other]) => isAlike(wordsOf(one.label), wordsOf(other.label), affixes))
        .map(([one, other]) => ({
          ...{ severity: 'warning', question, language },
          message: `"${one.label}" and "${other.label}" look alike: somebody who writes one with a slip may mean the other; word them differently`,
        }))
    }),
}

/** Aliases that are also a name or the key of another choice of the list: they would name neither. */
export const takenAliases: Check = {
  rule: 'taken-alias',
  find: (subject) =>
    shownLists(subject).flatMap(({ question, language, options }): Fault[] =>
      options.flatMap((option) =>
        (option.aliases ?? []).flatMap((alias) => {
          const other = options.find(
            (each) => each !== option && [each.key, ...namesOf(each)].some((name) => wordsOf(name) === wordsOf(alias)),
          )
          if (!other) return []
          const message = `the alias "${alias}" of "${option.item.name}" is also what "${other.item.name}" is called; take it out`
          return [{ severity: 'error' as const, question, language, message }]
        }),
      ),
    ),
}
