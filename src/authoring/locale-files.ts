import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Flow, Texts } from '../core/flow.ts'
import { findQuestionType } from '../core/questions/index.ts'
import { openDocument, type Path, type SourceDocument } from './document.ts'
import type { Finding } from './findings.ts'

const label = z.string().trim().min(1, 'the text is empty')

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
  /** The flow's own wording of texts of `system.json`. */
  system: z.record(z.string(), z.unknown()).optional(),
})

const wordsSchema = z.array(label).min(1)
const systemSchema = z.looseObject({
  translation: z.enum(['source', 'draft', 'reviewed']),
  name: label,
  words: z.strictObject({
    exit: wordsSchema,
    stop: wordsSchema,
    start: wordsSchema,
    help: wordsSchema,
    back: wordsSchema,
    language: wordsSchema,
    skip: wordsSchema,
    more: wordsSchema,
    and: wordsSchema,
  }),
})

/** Every key of a nested object of texts, as paths. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value)

/** The folders of `locales/`: the languages that the program speaks. */
export const languagesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : []

/** Reads `system.json` of every language; each must have every text of the first one. */
export function readSystemTexts(folder: string, findings: Finding[]): Texts {
  const texts: Texts = {}
  const languages = languagesIn(folder)
  const reference = languages.includes('en') ? 'en' : languages[0]
  for (const language of [reference, ...languages.filter((each) => each !== reference)]) {
    if (language === undefined) continue
    const document = openDocument(join(folder, language, 'system.json'), findings)
    if (document.data === undefined) continue
    const system = document.read(systemSchema, [], document.data)
    const complete = texts[reference ?? '']?.system ?? system
    for (const path of leaves(complete)) {
      if (at(system, path) === undefined) document.report([], `the text "${path.join('.')}" is missing`)
    }
    texts[language] = { system }
  }
  return texts
}

/** What a flow or module needs in every language: the texts of its own questions and lists, no less and no more. */
function checkTexts(
  document: SourceDocument,
  flow: Flow,
  namespace: string,
  texts: Partial<z.infer<typeof localeSchema>>,
  isModule: boolean,
): void {
  const questions = flow.questions.filter((question) => question.namespace === namespace)
  for (const { name, type } of questions) {
    if (findQuestionType(type)?.way !== 'compute' && !texts.questions?.[name])
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
  if (texts.title === undefined) document.report([], 'the "title" of the flow is missing')
  for (const key of Object.keys(texts.questions ?? {})) {
    if (!questions.some((question) => question.name === key))
      document.report(['questions', key], `the flow has no question "${key}"`)
  }
}

/** The texts that a flow needs, in its languages: those of the system, its own, and those of its modules. */
export function readFlowTexts(
  flow: Flow,
  namespaces: readonly string[],
  folder: string,
  system: Texts,
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
      const document = openDocument(join(folder, language, `${namespace}.json`), findings)
      if (document.data === undefined) continue
      const locale = document.read(localeSchema, [], document.data)
      checkTexts(document, flow, namespace, locale, namespace !== flow.name)
      own[namespace] = locale
    }
    texts[language] = { ...common, ...own }
  }
  return texts
}
