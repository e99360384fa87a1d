import { join } from 'node:path'
import { z } from 'zod'
import type { Flow, Texts } from '../core/flow.ts'
import { findQuestionType } from '../core/questions/index.ts'
import { fold } from '../core/understanding/characters.ts'
import { checkAnswersInTexts } from './answers-in-texts.ts'
import { openDocument, type SourceDocument } from './document.ts'
import type { Finding } from './findings.ts'
import { type FindSensitiveWord, sensitiveWordFinding } from './sensitive-words.ts'
import type { SourceFiles } from './source-files.ts'
import { everywhereWordsIn, label, leaves, textAt } from './system-texts.ts'

/** Texts of one flow or module in one language. */
const localeSchema = z.strictObject({
  translation: z.enum(['source', 'draft', 'reviewed']),
  title: label.optional(),
  questions: z
    .record(
      z.string(),
      z.strictObject({
        label,
        hint: label.optional(),
        constraint_message: label.optional(),
        refused: label.optional(),
      }),
    )
    .default({}),
  choices: z.record(z.string(), z.record(z.string(), label)).default({}),
  /** What each indicator is called, and why its value may or may not be set beside the official one. */
  indicators: z.record(z.string(), z.strictObject({ label, comparability: label })).default({}),
  /** The flow's own wording of texts of `system.json`. */
  system: z.record(z.string(), z.unknown()).optional(),
})

/** What a flow or module needs in every language: the texts of its own questions and lists, no less and no more. */
function checkTexts(
  document: SourceDocument,
  flow: Flow,
  namespace: string,
  texts: Partial<z.infer<typeof localeSchema>>,
  isModule: boolean,
  find: FindSensitiveWord,
): void {
  const questions = flow.questions.filter((question) => question.namespace === namespace)
  for (const { name, type, list } of questions) {
    const isRead = list !== undefined || findQuestionType(type)?.way !== 'compute'
    if (isRead && !texts.questions?.[name])
      document.report(['questions'], `the text of the question "${name}" is missing`)
  }
  for (const [name, list] of Object.entries(flow.lists)) {
    if (list.namespace !== namespace) continue
    for (const item of list.items) {
      if (texts.choices?.[name]?.[item.name] === undefined)
        document.report(['choices', name], `the text of the choice "${item.name}" of the list "${name}" is missing`)
    }
    for (const key of Object.keys(texts.choices?.[name] ?? {})) {
      if (!list.items.some((item) => item.name === key))
        document.report(['choices', name, key], `the list "${name}" has no choice "${key}"`)
    }
  }
  if (isModule) return
  checkNeutral(document, texts, find)
  if (texts.title === undefined) document.report([], 'the "title" of the flow is missing')
  for (const { name } of flow.indicators)
    if (!texts.indicators?.[name]) document.report(['indicators'], `the texts of the indicator "${name}" are missing`)
  for (const key of Object.keys(texts.indicators ?? {}))
    if (!flow.indicators.some(({ name }) => name === key))
      document.report(['indicators', key], `the flow has no indicator "${key}"`)
  for (const key of Object.keys(texts.questions ?? {})) {
    if (!questions.some((question) => question.name === key))
      document.report(['questions', key], `the flow has no question "${key}"`)
  }
}

/** The title and the flow's own words for consent and the like can be read by whoever holds the phone. */
function checkNeutral(
  document: SourceDocument,
  { title, system }: Partial<z.infer<typeof localeSchema>>,
  find: FindSensitiveWord,
): void {
  const texts = { title, system }
  for (const path of leaves(texts)) {
    const text = textAt(texts, path)
    const checked = label.safeParse(text)
    if (text !== undefined && !checked.success) document.report(path, checked.error.issues[0]?.message ?? '')
    const word = find(String(text ?? ''))
    if (word !== undefined) document.report(path, sensitiveWordFinding(word))
  }
}

/** A choice can be sent in words; words that work everywhere would be taken for what they do. */
function checkLabels(document: SourceDocument, choices: Record<string, Record<string, string>>, system: Texts): void {
  const taken = everywhereWordsIn(system)
  for (const [list, labels] of Object.entries(choices)) {
    for (const [name, written] of Object.entries(labels)) {
      const meaning = taken.get(fold(written))
      if (meaning !== undefined)
        document.report(['choices', list, name], `"${written}" is already ${meaning}; word the choice differently`)
    }
  }
}

/** The texts that a flow needs, in its languages: those of the system, its own, and those of its modules. */
export function readFlowTexts(
  flow: Flow,
  namespaces: readonly string[],
  folder: string,
  files: SourceFiles,
  system: Texts,
  find: FindSensitiveWord,
  findings: Finding[],
  report: (message: string) => void,
): Texts {
  const texts: Texts = {}
  for (const language of flow.languages) {
    const common = system[language]
    if (!common) {
      const known = Object.keys(system).join(', ')
      report(`the language "${language}" has no system.json; there are: ${known}`)
      continue
    }
    const own: Record<string, Record<string, unknown>> = {}
    for (const namespace of namespaces) {
      const document = openDocument(join(folder, language, `${namespace}.json`), files, findings)
      if (document.data === undefined) continue
      const locale = document.read(localeSchema, [], document.data)
      checkTexts(document, flow, namespace, locale, namespace !== flow.name, find)
      checkLabels(document, locale.choices ?? {}, system)
      checkAnswersInTexts(document, flow, namespace, locale)
      own[namespace] = locale
    }
    texts[language] = { ...common, ...own }
  }
  return texts
}
