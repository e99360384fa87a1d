import type { Option } from '../../core/questions/question-type.ts'
import { graphemesOf } from '../../core/understanding/characters.ts'
import { namesOf } from '../../core/understanding/choice-list.ts'
import { isNear, type NegatingAffixes, shortestSlip } from '../../core/understanding/nearness.ts'
import { tokensOf } from '../../core/understanding/tokens.ts'
import { createVocabulary } from '../../core/understanding/vocabulary.ts'
import type { Check, Fault } from './check.ts'
import type { Subject } from './subject.ts'

/** A list as people see it in one language. */
export interface ShownList {
  readonly list: string
  readonly question: string
  readonly language: string
  readonly options: readonly Option[]
}

/** Every list that somebody is asked from, once, in every language. */
export function shownLists({ content: { flow }, engine }: Subject): ShownList[] {
  const asked = new Map(flow.questions.map(({ list, name, calculation }) => [calculation ? undefined : list, name]))
  return [...asked].flatMap(([list, question]) => {
    const items = list === undefined ? undefined : flow.lists[list]
    if (!items) return []
    return flow.languages.map((language) => ({
      ...{ list: list as string, question, language },
      options: items.items.map((item, index) => ({
        item,
        key: item.key ?? String(index + 1),
        aliases: item.aliases ?? [],
        label: engine.translator.text(language, `${items.namespace}:choices.${list}.${item.name}`),
      })),
    }))
  })
}

const longestWord = 30

const wordsOf = (name: string): string =>
  tokensOf(name)
    .map(({ text }) => text)
    .join(' ')

/** A choice, and the words of its label. */
interface Named {
  readonly label: string
  readonly words: readonly string[]
}

/** What two labels share that a slip could exchange: short words as they are, and how longer words begin. */
const slipKey = ({ words }: Named): string =>
  words.map((word) => (word.length < shortestSlip ? word : `${word[0]}…`)).join(' ')

/** Every two labels that are alike but for slips, each pair once. Only labels with one key are compared: a list may have thousands. */
function alikePairs(options: readonly Option[], affixes: NegatingAffixes): [Named, Named][] {
  const named = options.map(({ label }): Named => ({ label, words: tokensOf(label).map(({ text }) => text) }))
  return [...Map.groupBy(named, slipKey).values()].flatMap((group) =>
    group.flatMap((one, index) =>
      group
        .slice(index + 1)
        .filter((other) => isAlike(one, other, affixes))
        .map((other): [Named, Named] => [one, other]),
    ),
  )
}

/** Whether one label with slips may be the other. */
const isAlike = (one: Named, other: Named, affixes: NegatingAffixes): boolean =>
  one.words.every((word, index) => word === other.words[index] || isNear(word, other.words[index] ?? '', affixes))

/** The words of a short label differ by one letter only from so many letters on: "Zone A" and "Zone B" do not look alike. */
const shortestWord = 4

/** Every two labels of which one becomes the other when one letter of a word is another one, or is left out; "typical" and "atypical" are opposites. */
function oneLetterApart(options: readonly Option[]): [Named, Named][] {
  const named = options.map(({ label }): Named => ({ label, words: tokensOf(label).map(({ text }) => text) }))
  const byWords = Map.groupBy(named, ({ words }) => words.join(' '))
  const shapes = new Map<string, Named[]>()
  const pairs: [Named, Named][] = []
  for (const one of named) {
    one.words.forEach((word, place) => {
      const letters = graphemesOf(word)
      if (letters.length < shortestWord || letters.length > longestWord) return
      const within = (changed: string) => one.words.map((each, index) => (index === place ? changed : each)).join(' ')
      letters.forEach((letter, at) => {
        if (!/^\p{L}/u.test(letter)) return
        const [before, after] = [letters.slice(0, at).join(''), letters.slice(at + 1).join('')]
        const shape = within(`${before}*${after}`)
        for (const other of shapes.get(shape) ?? []) pairs.push([other, one])
        shapes.set(shape, [...(shapes.get(shape) ?? []), one])
        if (at > 0 && letters.length > shortestWord)
          for (const other of byWords.get(within(before + after)) ?? []) pairs.push([other, one])
      })
    })
  }
  return pairs.filter(([one, other]) => one.words.join(' ') !== other.words.join(' '))
}

/** Choices of one list whose names a slip could exchange. */
export const alikeChoices: Check = {
  rule: 'alike-choices',
  find: (subject) =>
    shownLists(subject).flatMap(({ question, language, options }): Fault[] => {
      const { affixes } = createVocabulary(subject.engine.translator, language, subject.content.flow.languages)
      const pairs = [...alikePairs(options, affixes), ...oneLetterApart(options)]
      const once = new Map(pairs.map((pair) => [JSON.stringify(pair.map(({ label }) => label).sort()), pair]))
      return [...once.values()].map(([one, other]) => ({
        ...{ severity: 'warning', question, language },
        message: `"${one.label}" and "${other.label}" look alike: somebody who writes one with a slip may mean the other; word them differently`,
      }))
    }),
}

/** Aliases that are also a name or the key of another choice of the list: they would name neither. */
export const takenAliases: Check = {
  rule: 'taken-alias',
  find: (subject) =>
    shownLists(subject).flatMap(({ question, language, options }): Fault[] => {
      const named = Map.groupBy(
        options.flatMap((option) => [option.key, ...namesOf(option)].map((name) => ({ option, words: wordsOf(name) }))),
        ({ words }) => words,
      )
      return options.flatMap((option) =>
        (option.aliases ?? []).flatMap((alias) => {
          const other = named.get(wordsOf(alias))?.find((each) => each.option !== option)?.option
          if (!other) return []
          const message = `the alias "${alias}" of "${option.item.name}" is also what "${other.item.name}" is called; take it out`
          return [{ severity: 'error' as const, question, language, message }]
        }),
      )
    }),
}
