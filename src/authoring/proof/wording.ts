import { questionTypeOf } from '../../core/questions/index.ts'
import { placeholdersIn } from '../system-texts.ts'
import type { Check, Fault } from './check.ts'
import type { Subject } from './subject.ts'

/** A text that its author wrote, in one language. */
interface Written {
  readonly path: string
  readonly text: string
}

/** Texts of the flow's own file. */
function written({ content: { flow, texts } }: Subject, language: string): Written[] {
  const collect = (value: unknown, path: readonly string[]): Written[] => {
    if (typeof value === 'string') return [{ path: path.join('.'), text: value }]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    return Object.entries(value).flatMap(([key, inner]) => collect(inner, [...path, key]))
  }
  const { translation: _state, ...own } = texts[language]?.[flow.name] ?? {}
  return collect(own, [])
}

const hasWords = (text: string) => /\p{L}{4}/u.test(text)
const questionIn = (path: string) => /^questions\.([^.]+)/.exec(path)?.[1]

/** For each language but the first: its texts beside those of the first. */
const besideSource = (subject: Subject) => {
  const [first = 'en', ...others] = subject.content.flow.languages
  const source = new Map(written(subject, first).map(({ path, text }) => [path, text]))
  return others.flatMap((language) =>
    written(subject, language).map(({ path, text }) => ({ language, path, text, source: source.get(path) })),
  )
}

const at = (path: string) => {
  const question = questionIn(path)
  return question === undefined ? {} : { question }
}

/** Texts that are the same in two languages: probably not translated yet. */
export const untranslated: Check = {
  rule: 'untranslated-text',
  find: (subject) =>
    besideSource(subject)
      .filter(({ text, source }) => text === source && hasWords(text))
      .map(({ language, path, text }) => ({
        ...{ severity: 'warning', language, ...at(path) },
        message: `${path} is not translated: "${text}"`,
      })),
}

/** Placeholders that are not the same in all languages. */
export const differentPlaceholders: Check = {
  rule: 'different-placeholders',
  find: (subject) =>
    besideSource(subject)
      .filter(({ text, source }) => source !== undefined && placeholdersIn(text) !== placeholdersIn(source))
      .map(({ language, path, source }) => ({
        ...{ severity: 'error', language, ...at(path) },
        message: `${path}: the placeholders must be those of the first language: ${placeholdersIn(source ?? '') || 'none'}`,
      })),
}

const hardestGrade = 8

/** Groups of vowels, without a silent e: near enough for a grade (Kincaid et al. 1975 count syllables as they are spoken). */
const syllables = (word: string) =>
  Math.max(
    1,
    (
      word
        .toLowerCase()
        .replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '')
        .match(/[aeiouy]+/g) ?? []
    ).length,
  )

/**
 * Flesch-Kincaid grade level: 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid, Fishburne, Rogers, Chissom 1975).
 * Years of American school after which a text is understood. null for texts too short to say.
 */
export function readingGrade(text: string): number | null {
  const words = text.match(/[A-Za-z']+/g) ?? []
  if (words.length < 8) return null
  const sentences = Math.max(1, text.split(/[.!?:]+/).filter((part) => /[A-Za-z]/.test(part)).length)
  const spoken = words.reduce((sum, word) => sum + syllables(word), 0)
  return 0.39 * (words.length / sentences) + 11.8 * (spoken / words.length) - 15.59
}

/** Questions that need more school than most people have had. There is a formula for English only. */
export const hardToRead: Check = {
  rule: 'hard-to-read',
  find: ({ content: { flow, texts } }) =>
    flow.questions
      .filter((question) => questionTypeOf(question).way !== 'compute' && flow.languages.includes('en'))
      .flatMap(({ name, namespace }): Fault[] => {
        const own = texts.en?.[namespace] as { questions?: Record<string, { label?: string }> } | undefined
        const grade = readingGrade(own?.questions?.[name]?.label ?? '')
        if (grade === null || grade <= hardestGrade) return []
        const message = `"${name}" needs ${Math.round(grade)} years of school to be read (Flesch-Kincaid); more than ${hardestGrade}: use shorter words and sentences`
        return [{ severity: 'warning', question: name, language: 'en', message }]
      }),
}
