import { join } from 'node:path'
import { z } from 'zod'
import { questionsInText } from '../core/answers-in-texts.ts'
import type { Texts } from '../core/flow.ts'
import { exitKey } from '../core/reply.ts'
import { fold } from '../core/understanding/characters.ts'
import { openDocument, type Path, type SourceDocument } from './document.ts'
import type { Finding } from './findings.ts'
import { sensitiveWordFinder, sensitiveWordFinding, wordPattern } from './sensitive-words.ts'
import type { SourceFiles } from './source-files.ts'

/** No screen has room for more, and what looks at texts takes longer the longer they are. */
const longestText = 3000

export const label = z
  .string()
  .trim()
  .min(1, 'the text is empty')
  .max(longestText, `the text has more than ${longestText} characters; nobody can read that on a phone: shorten it`)
  .refine((text) => !/\{\{(?!\s*\w+\s*\}\})/.test(text), 'write a placeholder as {{name}}, without anything else in it')

const words = z.array(label).min(1)
const listed = z
  .array(
    label.regex(
      wordPattern,
      'write words with nothing but spaces between them; "rapist-" is how a word begins, "-bakwa" how it ends',
    ),
  )
  .min(1)
const values = z.record(label, z.number())
/** On a phone without letters, and on a keyboard that shows nothing but keys. */
const exitKeys = ['*', exitKey]

const systemSchema = z.looseObject({
  translation: z.enum(['source', 'draft', 'reviewed']),
  name: label,
  /** What speakers of other languages call it, in their scripts. */
  names: words,
  words: z.strictObject({
    exit: words.refine(
      (list) => exitKeys.every((key) => list.includes(key)),
      `these words must hold "${exitKeys.join('" and "')}", in every language`,
    ),
    keep: words,
    erase: words,
    danger: words,
    stop: words,
    start: words,
    help: words,
    back: words,
    language: words,
    skip: words,
    more: words,
    and: words,
  }),
  /** What is heard at the beginning or end of a short message, too. */
  anywhere: z.strictObject({ stop: words, danger: words }),
  /** The words that replies are made of; `src/core/understanding/vocabulary.ts` says what each list is for. */
  reply: z.strictObject({
    yes: words,
    no: words,
    agree: words,
    decline: words,
    dont_know: words,
    all: words,
    none: words,
    fillers: words,
    conjunctions: words,
    ranges: words,
    ordinals: values,
    units: words,
    limits: words,
    negations: words,
    negated: z.array(label.regex(/^(-.+|.+-)$/u, 'write how a word begins ("siku-") or ends ("-নি")')),
    negating_beginnings: z.array(label),
    negating_endings: z.array(label),
    announcers: z.array(label),
    signatures: words,
    measures: z.partialRecord(z.enum(['time', 'length', 'weight', 'volume', 'money']), values).optional(),
    altering: words.optional(),
    numbers: values,
    tens: values.optional(),
    tens_joins: words.optional(),
    scales: values.optional(),
    leading_scales: values.optional(),
    scale_joins: words.optional(),
    scale_articles: words.optional(),
    number_endings: words.optional(),
    counts: values.optional(),
    months: values.optional(),
    weekdays: values.optional(),
    date_words: words.optional(),
    day_endings: words.optional(),
    clock_words: words.optional(),
    other_calendars: words.optional(),
  }),
  /** What must not stand on screens that anybody may see. */
  sensitive_words: listed,
  /** What speaks of violence, so that only a sensitive group may ask it. */
  violence_words: listed,
  /** What asks who somebody is: in any question, only where people write the answer, and only where it is all that is asked. */
  personal_words: z.strictObject({ asked: listed, written: listed, alone: listed }),
  /** What holds words of the two lists before and means something else: "beaten rice", "in your name". */
  innocent_words: listed,
  /** What an answer is called that is none of those offered. */
  other_words: listed,
  /** What asks how old somebody is. */
  age_words: listed,
})

/** Every key of a nested object of texts, as paths. */
export function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}

/** The placeholders of a text, sorted, as they are told to its author; empty: none. */
export const placeholdersIn = (text: string): string =>
  [...[...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name), ...questionsInText(text)].sort().join(', ')

export const textAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value)

/** The folders of `locales/`: the languages that the program speaks. */
const languagesIn = (folder: string, files: SourceFiles): string[] =>
  files.list(folder).filter((name) => files.read(join(folder, name, 'system.json')) !== undefined)

/** Purposes of words that are no more than part of a reply. */
const partsOfReplies = new Set(['and'])

/** Every word that is understood wherever it is written, folded, and what it is. */
export function everywhereWordsIn(system: Texts): Map<string, string> {
  const taken = new Map<string, string>()
  for (const [language, { system: texts }] of Object.entries(system)) {
    for (const [purpose, list] of Object.entries((texts?.words ?? {}) as Record<string, string[]>)) {
      if (partsOfReplies.has(purpose)) continue
      for (const word of list) taken.set(fold(word), `a word for "${purpose}" in ${language}`)
    }
  }
  return taken
}

/** Words of all languages work everywhere, so one word must mean one thing in all of them. */
function checkWords(documents: ReadonlyMap<string, SourceDocument>, system: Texts): void {
  const meanings = new Map<string, string>()
  for (const [language, document] of documents) {
    for (const [purpose, list] of Object.entries((system[language]?.system?.words ?? {}) as Record<string, string[]>)) {
      if (partsOfReplies.has(purpose)) continue
      list.forEach((word, index) => {
        const other = meanings.get(fold(word))
        if (other !== undefined && other !== purpose)
          document.report(['words', purpose, index], `"${word}" is already a word for "${other}"`)
        meanings.set(fold(word), purpose)
      })
    }
  }
}

/** What is understood, or looked for in what authors write. */
const neverShown = new Set([
  ...['reply', 'anywhere'],
  ...['sensitive_words', 'violence_words', 'personal_words', 'innocent_words'],
  ...['other_words', 'age_words'],
])

/** No text of the program itself may give a topic away. */
function checkNeutral(documents: ReadonlyMap<string, SourceDocument>, system: Texts): void {
  const find = sensitiveWordFinder(system)
  for (const [language, document] of documents) {
    for (const path of leaves(system[language]?.system)) {
      if (neverShown.has(String(path[0]))) continue
      const word = [textAt(system[language]?.system, path)].flat().map(String).map(find).find(Boolean)
      if (word !== undefined) document.report(path, sensitiveWordFinding(word))
    }
  }
}

/** Reads `system.json` of every language; each must have every text of the first one. */
export function readSystemTexts(folder: string, files: SourceFiles, findings: Finding[]): Texts {
  const texts: Texts = {}
  const documents = new Map<string, SourceDocument>()
  const languages = languagesIn(folder, files)
  const reference = languages.includes('en') ? 'en' : languages[0]
  for (const language of [reference, ...languages.filter((each) => each !== reference)]) {
    if (language === undefined) continue
    const document = openDocument(join(folder, language, 'system.json'), files, findings)
    if (document.data === undefined) continue
    documents.set(language, document)
    const system = document.read(systemSchema, [], document.data)
    // A language has as many words for something as it has; the schema says that it has some.
    const { reply: _words, ...complete } = texts[reference ?? '']?.system ?? system
    for (const path of leaves(complete)) {
      if (textAt(system, path) === undefined) document.report([], `the text "${path.join('.')}" is missing`)
    }
    texts[language] = { system }
  }
  checkWords(documents, texts)
  checkNeutral(documents, texts)
  return texts
}
