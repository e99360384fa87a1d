import type { Question } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import { remembering } from '../../core/texts.ts'
import { comparedWords, type WordFinder, wordFinder } from '../sensitive-words.ts'
import { leaves, textAt } from '../system-texts.ts'
import type { Check, Fault } from './check.ts'
import type { Subject } from './subject.ts'

interface WordLists {
  readonly violence_words?: string[]
  readonly personal_words?: Readonly<Record<'asked' | 'written' | 'alone', string[]>>
  readonly innocent_words?: string[]
}

/** The lists of all languages of a flow: people mix languages, and so do authors. */
function listsOf({ content: { texts } }: Subject): Required<WordLists> {
  const lists = Object.values(texts).map(({ system }) => (system ?? {}) as WordLists)
  const personal = (kind: 'asked' | 'written' | 'alone') => lists.flatMap((each) => each.personal_words?.[kind] ?? [])
  return {
    violence_words: lists.flatMap((each) => each.violence_words ?? []),
    personal_words: { asked: personal('asked'), written: personal('written'), alone: personal('alone') },
    innocent_words: lists.flatMap((each) => each.innocent_words ?? []),
  }
}

const textsIn = (value: unknown): string[] =>
  value === undefined ? [] : leaves(value).map((path) => String(textAt(value, path)))

const quoted = (words: readonly string[]): string => [...new Set(words)].map((word) => `"${word}"`).join(', ')

/** For every question and language the words that are found in what people read: its own texts, and those of its choices. */
function foundIn(
  { content: { flow, texts } }: Subject,
  concerns: (question: Question) => boolean,
  find: { readonly own: (text: string, question: Question) => readonly string[]; readonly choices: WordFinder },
  message: (question: Question, words: string) => string,
): Fault[] {
  // Many questions may share a list of thousands.
  const inChoices = remembering((key) => {
    const [language = '', list = ''] = JSON.parse(key) as string[]
    const labels = textAt(texts[language]?.[flow.lists[list]?.namespace ?? ''], ['choices', list])
    return textsIn(labels).flatMap(find.choices)
  })
  return flow.questions.filter(concerns).flatMap((question) =>
    flow.languages.flatMap((language): Fault[] => {
      const { name, namespace, list } = question
      const own = textAt(texts[language]?.[namespace], ['questions', name])
      const words = [
        ...textsIn(own).flatMap((text) => find.own(text, question)),
        ...(list === undefined ? [] : inChoices(JSON.stringify([language, list]))),
      ]
      if (words.length === 0) return []
      return [{ severity: 'warning', question: name, language, message: message(question, quoted(words)) }]
    }),
  )
}

/** Questions for a name, a telephone number, the number of a card or an account, an address: answers that name somebody. */
export const personalDetails: Check = {
  rule: 'personal-detail',
  find(subject) {
    const { personal_words: personal, innocent_words: innocent } = listsOf(subject)
    const chosen = wordFinder(personal.asked, innocent)
    const written = wordFinder([...personal.asked, ...personal.written], innocent)
    const alone = new Set(personal.alone.map(comparedWords))
    return foundIn(
      subject,
      (question) => questionTypeOf(question).way === 'ask',
      {
        own(text, { list }) {
          if (list !== undefined) return chosen(text)
          const words = comparedWords(text)
          return alone.has(words) ? [words] : written(text)
        },
        choices: chosen,
      },
      ({ name }, words) =>
        `"${name}" seems to ask who or where somebody is (${words}): the answers would name people who were promised that they do not; leave it out, or ask for something that many people share`,
    )
  },
}

/** Questions about violence that nothing protects: no question whether it is safe, no age, no help. */
export const unprotectedViolence: Check = {
  rule: 'unprotected-violence',
  find(subject) {
    const { violence_words: violence, innocent_words: innocent } = listsOf(subject)
    const spoken = wordFinder(violence, innocent)
    return foundIn(
      subject,
      (question) => question.block === undefined && questionTypeOf(question).way !== 'compute',
      { own: spoken, choices: spoken },
      ({ name }, words) =>
        `"${name}" speaks of violence (${words}) outside of a sensitive group: put it into a group with "sensitive: true", which asks first whether it is safe and tells everybody where help is`,
    )
  },
}
