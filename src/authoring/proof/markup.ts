import { placeholdersIn, textAt } from '../system-texts.ts'
import type { Check, Fault } from './check.ts'
import { shownLists } from './choices.ts'
import type { Subject } from './subject.ts'
import { ownTexts, type WrittenText } from './written.ts'

/** Every text of questions and choices, each once. */
const everyText = (subject: Subject): WrittenText[] => [
  ...subject.content.flow.questions.flatMap((question) => ownTexts(subject, question)),
  ...shownLists(subject).flatMap(({ question, language, options }) =>
    options.map(({ label }) => ({ question, language, text: label })),
  ),
]

/** What pages and word processors understand, and a phone shows as it stands. */
const marks: readonly RegExp[] = [
  /<\/?[a-z][a-z\d]*(?:\s[^<>]*)?\/?>/iu,
  /&(?:[a-z]{2,8}|#\d{1,6});/iu,
  /\*\*[^*\n]+\*\*|__[^_\n]+__/u,
  /(?<![\p{L}\p{N}*])\*\p{L}(?:[^*\n]*[\p{L}.!?])?\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_\p{L}(?:[^_\n]*[\p{L}.!?])?_(?![\p{L}\p{N}_])/u,
  /^#{1,6} \S/mu,
  /!?\[[^\]\n]+\]\([^)\s]+\)/u,
  /`[^`\n]+`/u,
]

/** HTML and Markdown, which phones show as they stand. */
export const markup: Check = {
  rule: 'markup',
  find: (subject) =>
    everyText(subject).flatMap(({ question, language, text }): Fault[] => {
      const found = marks.flatMap((mark) => mark.exec(text)?.[0] ?? [])
      if (found.length === 0) return []
      const message = `phones show ${found.map((each) => `"${each}"`).join(', ')} as it stands here: write plain text, without HTML and Markdown`
      return [{ severity: 'warning', question, language, message }]
    }),
}

/** `{{name}}` for which there is no value: people would read the braces. */
export const unknownPlaceholders: Check = {
  rule: 'unknown-placeholder',
  find(subject) {
    const { flow, texts } = subject.content
    const fault = (language: string, name: string, known: string, question?: string): Fault => ({
      ...{ severity: 'error', language, ...(question === undefined ? {} : { question }) },
      message: `nothing is put in for {{${name}}}, so people would read the braces: ${known}`,
    })
    const inQuestions = everyText(subject).flatMap(({ question, language, text }) =>
      [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = '']) =>
        fault(language, name, 'take it out; to repeat an answer write ${question}', question),
      ),
    )
    const inOwn = flow.languages.flatMap((language) => {
      const own = leavesOf(texts[language]?.[flow.name]?.system)
      return own.flatMap(({ path, text }) => {
        const known = new Set(placeholdersIn(String(textAt(texts[language]?.system, path) ?? '')).split(', '))
        return [...text.matchAll(/\{\{\s*(\w+)/g)]
          .filter(([, name = '']) => !known.has(name))
          .map(([, name = '']) => fault(language, name, `"${path.join('.')}" takes ${[...known].join(', ') || 'none'}`))
      })
    })
    return [...inQuestions, ...inOwn]
  },
}

/** Texts of a nested object, with where they stand. */
function leavesOf(value: unknown, path: readonly string[] = []): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** Languages that are written in more than one script, or in several at once. */
const severalScripts = new Set([
  ...[
    'az',
    'bs',
    'ha',
    'ja',
    'kk',
    'ko',
    'ks',
    'ku',
    'mn',
    'ms',
    'pa',
    'sd',
    'sr',
    'tg',
    'tk',
    'tt',
    'ug',
    'uz',
    'yue',
    'zh',
  ],
])

/** The letters of a language's script; undefined where that cannot be said. */
function lettersOf(language: string): RegExp | undefined {
  const locale = new Intl.Locale(language)
  const { script } = locale.maximize()
  if (script === undefined || (severalScripts.has(locale.language) && locale.script === undefined)) return undefined
  try {
    return new RegExp(`\\p{Script_Extensions=${script}}`, 'gu')
  } catch {
    return undefined
  }
}

/** So many letters of another script are more than a name, such as that of a programme. */
const fewLetters = 8

/** Texts whose letters are those of another language: put into the wrong column, or not translated. */
export const otherScript: Check = {
  rule: 'other-script',
  find: (subject) =>
    subject.content.flow.languages.flatMap((language): Fault[] => {
      const letters = lettersOf(language)
      if (!letters) return []
      return everyText(subject)
        .filter((each) => each.language === language)
        .flatMap(({ question, text }): Fault[] => {
          const words = text.replace(/\{\{[^}]*\}\}|\$\{[^}]*\}/g, '').match(/[\p{L}\p{M}]+/gu) ?? []
          const all = words.join('').match(/\p{L}/gu)?.length ?? 0
          const own = words.join('').match(letters)?.length ?? 0
          const foreign = all - own
          if (foreign < fewLetters || foreign <= own || words.length < 2) return []
          const message = `this text of "${question}" is not written in the letters of "${language}": "${text}"; look whether it stands in the right column`
          return [{ severity: 'warning', question, language, message }]
        })
    }),
}
