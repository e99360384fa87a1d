import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { FlowContent, Texts } from '../core/flow.ts'
import { fold } from '../core/input.ts'
import { openDocument } from './document.ts'
import { type Finding, sortFindings } from './findings.ts'
import { type FlowFile, readFlowFile } from './flow-file.ts'
import { readFlowTexts, readSystemTexts } from './locale-files.ts'
import { resolveFlow } from './resolve.ts'

export interface CatalogFolders {
  readonly flows: string
  readonly locales: string
}

/** Everything that authors wrote, put together; usable only where no finding is an error. */
export interface Catalog {
  readonly flows: readonly FlowContent[]
  readonly system: Texts
  readonly findings: readonly Finding[]
}

const yamlFilesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(folder, name))
    : []

function readModules(folder: string, findings: Finding[]): Map<string, FlowFile> {
  const modules = yamlFilesIn(folder).map((file) => readFlowFile(openDocument(file, findings), 'module'))
  return new Map(modules.filter((module) => module !== undefined).map((module) => [module.name, module]))
}

/** A keyword starts one flow, in one language, and is no word that works everywhere. */
function checkKeywords(files: readonly FlowFile[], system: Texts): void {
  const taken = new Map<string, string>()
  for (const [language, { system: texts }] of Object.entries(system)) {
    for (const [purpose, words] of Object.entries((texts?.words ?? {}) as Record<string, string[]>)) {
      for (const word of words) taken.set(fold(word), `a word for "${purpose}" in ${language}`)
    }
  }
  for (const file of files) {
    for (const language of Object.keys(file.keywords)) {
      if (!file.languages.includes(language))
        file.document.report(['keywords', language], `the flow does not speak "${language}"`)
    }
    for (const language of file.languages) {
      const words = file.keywords[language] ?? []
      if (words.length === 0) file.document.report(['keywords'], `the language "${language}" has no keyword`)
      words.forEach((word, index) => {
        const path = ['keywords', language, index]
        const folded = fold(word)
        const other = taken.get(folded)
        if (/^\d+$/.test(folded)) file.document.report(path, `a keyword cannot be a number: "${word}"`)
        if (other) file.document.report(path, `the keyword "${word}" is already ${other}`)
        taken.set(folded, `a keyword of "${file.name}" in ${language}`)
      })
    }
  }
}

function contentOf(
  file: FlowFile,
  modules: ReadonlyMap<string, FlowFile>,
  locales: string,
  system: Texts,
  findings: Finding[],
): FlowContent {
  const { flow, namespaces } = resolveFlow(file, modules)
  const texts = readFlowTexts(flow, namespaces, locales, system, findings, (message) =>
    file.document.report(['languages'], message),
  )
  return { flow, texts }
}

/** Paths as people write them: relative to where they stand, if it is below. */
function withReadablePaths(findings: readonly Finding[]): Finding[] {
  const readable = (file: string) => (relative('.', file).startsWith('..') ? file : relative('.', file))
  return sortFindings(findings.map((finding) => ({ ...finding, file: readable(finding.file) })))
}

/** Reads every flow, module and text. All faults are found in one pass. */
export function readCatalog(folders: CatalogFolders): Catalog {
  const findings: Finding[] = []
  const system = readSystemTexts(folders.locales, findings)
  const modules = readModules(join(folders.flows, 'modules'), findings)
  const files = yamlFilesIn(folders.flows)
    .map((file) => readFlowFile(openDocument(file, findings), 'flow'))
    .filter((file) => file !== undefined)
  checkKeywords(files, system)
  const flows = files.map((file) => contentOf(file, modules, folders.locales, system, findings))
  return { flows, system, findings: withReadablePaths(findings) }
}

/**
 * Checks one flow file anywhere. Its texts and modules are looked for beside it (`../locales`, `modules/`) and, where there
 * are none, in the project's own folders.
 */
export function lintFile(
  path: string,
  project: CatalogFolders,
): { content: FlowContent | undefined; findings: readonly Finding[] } {
  const file = resolve(path)
  const findings: Finding[] = []
  const beside = [join(dirname(file), '..', 'locales'), join(dirname(file), 'locales')].find((folder) =>
    existsSync(folder),
  )
  const locales = beside ?? project.locales
  const systemFolder = existsSync(join(locales, 'en', 'system.json')) ? locales : project.locales
  const system = readSystemTexts(systemFolder, findings)
  const modules = readModules(join(project.flows, 'modules'), findings)
  for (const [name, module] of readModules(join(dirname(file), 'modules'), findings)) modules.set(name, module)
  const flow = readFlowFile(openDocument(file, findings), 'flow')
  if (!flow) return { content: undefined, findings: withReadablePaths(findings) }
  const others = yamlFilesIn(project.flows)
    .filter((each) => basename(each) !== basename(file))
    .map((each) => readFlowFile(openDocument(each, []), 'flow'))
    .filter((each) => each !== undefined)
  checkKeywords([...others, flow], system)
  const content = contentOf(flow, modules, locales, system, findings)
  return { content, findings: withReadablePaths(findings) }
}
