import { basename, dirname, join, relative, resolve } from 'node:path'
import type { FlowContent, Texts } from '../core/flow.ts'
import { fold } from '../core/understanding/characters.ts'
import { openDocument } from './document.ts'
import { errorsIn, type Finding, sortFindings } from './findings.ts'
import { type Accepted, type FlowFile, readFlowFile } from './flow-file.ts'
import { referralFaults } from './launch-gate.ts'
import { readFlowTexts } from './locale-files.ts'
import { type Proof, proveFlow } from './proof/proof.ts'
import { fewerWays } from './proof/routing.ts'
import type { ProofMedium } from './proof/subject.ts'
import { type ReferralDirectory, readReferrals } from './referral-files.ts'
import { type Resolved, resolveFlow } from './resolve.ts'
import { checkSensitiveGroups } from './sensitive-groups.ts'
import { type FindSensitiveWord, sensitiveWordFinder, sensitiveWordFinding } from './sensitive-words.ts'
import { diskFiles, type SourceFiles } from './source-files.ts'
import { everywhereWordsIn, readSystemTexts } from './system-texts.ts'
import { pathText, violationsOf } from './walk/violations.ts'
import { yamlFilesIn } from './yaml-files.ts'

export interface CatalogFolders {
  readonly flows: string
  readonly locales: string
  readonly referrals: string
  /** The disk, where nothing else is said. */
  readonly files?: SourceFiles
}

/** Everything that authors wrote, put together; usable only where no finding is an error. */
export interface Catalog {
  readonly flows: readonly FlowContent[]
  readonly system: Texts
  readonly referrals: ReferralDirectory
  readonly findings: readonly Finding[]
}

function readModules(folder: string, files: SourceFiles, findings: Finding[]): Map<string, FlowFile> {
  const modules = yamlFilesIn(folder, files).map((file) => readFlowFile(openDocument(file, files, findings), 'module'))
  return new Map(modules.filter((module) => module !== undefined).map((module) => [module.name, module]))
}

/** A keyword starts one flow, in one language, is no word that works everywhere, and gives no topic away. */
function checkKeywords(files: readonly FlowFile[], { system, find }: Common): void {
  const taken = everywhereWordsIn(system)
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
        const sensitive = find(word)
        if (sensitive !== undefined) file.document.report(path, sensitiveWordFinding(sensitive))
        if (other) file.document.report(path, `the keyword "${word}" is already ${other}`)
        taken.set(folded, `a keyword of "${file.name}" in ${language}`)
      })
    }
  }
}

/** A choice can be called by its aliases; words that work everywhere would be taken for what they do. */
function checkAliases({ document, lists }: FlowFile, taken: ReadonlyMap<string, string>): void {
  for (const [list, items] of Object.entries(lists)) {
    items.forEach(({ aliases = [] }, index) => {
      for (const alias of aliases) {
        const meaning = taken.get(fold(alias))
        if (meaning !== undefined)
          document.report(['choices', list, index], `the alias "${alias}" is already ${meaning}; take it out`)
      }
    })
  }
}

/** What all flows share. */
interface Common {
  readonly modules: ReadonlyMap<string, FlowFile>
  readonly locales: string
  readonly files: SourceFiles
  readonly system: Texts
  readonly referrals: ReferralDirectory
  readonly find: FindSensitiveWord
  readonly findings: Finding[]
}

function contentOf(
  file: FlowFile,
  { modules, locales, files, system, referrals, find, findings }: Common,
): { readonly content: FlowContent; readonly origins: Resolved['origins'] } {
  const resolved = resolveFlow(file, modules)
  const { flow, namespaces } = resolved
  checkSensitiveGroups(file, resolved)
  const taken = everywhereWordsIn(system)
  for (const name of namespaces) checkAliases(name === file.name ? file : (modules.get(name) ?? file), taken)
  const texts = readFlowTexts(flow, namespaces, locales, files, system, find, findings, (message) =>
    file.document.report(['languages'], message),
  )
  const refers = flow.referral || flow.eligible !== undefined
  const spoken = referrals.filter(({ referral }) => referral.languages.some((each) => flow.languages.includes(each)))
  const content = { flow, texts, referrals: refers ? spoken.map(({ referral }) => referral) : [] }
  return { content, origins: resolved.origins }
}

/** Paths as people write them: relative to where they stand, if it is below. */
function withReadablePaths(findings: readonly Finding[]): Finding[] {
  const readable = (file: string) => (relative('.', file).startsWith('..') ? file : relative('.', file))
  return sortFindings(findings.map((finding) => ({ ...finding, file: readable(finding.file) })))
}

/** Reads every flow, module and text. All faults are found in one pass. */
export function readCatalog(folders: CatalogFolders): Catalog {
  const files = folders.files ?? diskFiles
  const findings: Finding[] = []
  const system = readSystemTexts(folders.locales, files, findings)
  const find = sensitiveWordFinder(system)
  const modules = readModules(join(folders.flows, 'modules'), files, findings)
  const referrals = readReferrals(folders.referrals, files, find, findings)
  const common: Common = { modules, locales: folders.locales, files, system, referrals, find, findings }
  const flowFiles = yamlFilesIn(folders.flows, files)
    .map((file) => readFlowFile(openDocument(file, files, findings), 'flow'))
    .filter((file) => file !== undefined)
  checkKeywords(flowFiles, common)
  const flows = flowFiles.map((file) => contentOf(file, common).content)
  return { flows, system, referrals, findings: withReadablePaths(findings) }
}

/** What is wrong with the numbers that a flow sends people to; `today` is an ISO date. */
function reportReferrals(file: FlowFile, content: FlowContent, referrals: ReferralDirectory, today: string): void {
  for (const { entry, isExample, message } of referralFaults(content, referrals, today)) {
    if (entry) entry.document.report(entry.path, message, isExample ? 'warning' : 'error')
    else file.document.report(['referral'], message)
  }
}

/** Where a conversation would put somebody at risk, and what leads there. */
function reportViolations({ document }: FlowFile, content: FlowContent, today: string): void {
  const { violations, seen, unseen } = violationsOf(content, today)
  for (const { property, message, path } of violations)
    document.report(['survey'], `${property}; but ${message} after ${pathText(path)}`)
  const message = `whether people are safe was looked at in ${seen} points of the conversation, and not in ${unseen} or more others: ${fewerWays}`
  // Where somebody could be put at risk, nobody can accept that.
  const severity = Object.keys(content.flow.blocks).length > 0 ? 'error' : 'warning'
  if (unseen > 0) document.report(['survey'], message, severity, { rule: 'unlooked-at-safety' })
}

/** What the proof found, each at the place where the question was written, and why its author accepts it. */
function reportFaults(file: FlowFile, modules: Common['modules'], origins: Resolved['origins'], proof: Proof): void {
  const { document } = file
  const documents = new Set([...origins.values()].map((origin) => origin.document))
  const used = [...modules.values()].filter((module) => documents.has(module.document))
  const accepted = [file, ...used].flatMap((each) => each.accepted)
  const needed = new Set<Accepted>()
  for (const { severity, message, path, ...more } of proof.faults) {
    const origin = origins.get(more.question ?? '') ?? { document, path: ['survey'] }
    const way = path && path.length > 0 ? { path: pathText(path) } : {}
    const reason = accepted.find(
      ({ rule, question }) => rule === more.rule && (question === undefined || question === more.question),
    )
    if (reason) needed.add(reason)
    const because = reason && severity === 'warning' ? { because: reason.because } : {}
    origin.document.report(origin.path, message, severity, { ...more, ...way, ...because })
  }
  file.accepted.forEach((each, index) => {
    if (needed.has(each)) return
    const message = `"${each.rule}" finds nothing${each.question === undefined ? '' : ` at "${each.question}"`} that is to be accepted: take this out`
    document.report(['accepted', index], message, 'warning', { rule: 'accepted-in-vain' })
  })
}

/** What is known of one flow after it was checked. */
export interface Linted {
  readonly content: FlowContent | undefined
  readonly findings: readonly Finding[]
  /** null where the flow cannot be put together. */
  readonly proof: Proof | null
}

/**
 * Checks one flow file anywhere, and walks through every conversation that it can lead to, on these media. Its texts, modules and referrals are looked for beside it (`../locales`, `modules/`,
 * `../referrals`) and, where there are none, in the project's own folders. `today` is an ISO date.
 */
export function lintFile(path: string, project: CatalogFolders, today: string, media: readonly ProofMedium[]): Linted {
  const file = resolve(path)
  const folder = dirname(file)
  const findings: Finding[] = []
  const files = project.files ?? diskFiles
  /** The first of these folders that there is. */
  const firstOf = (...folders: readonly string[]) => folders.find((each) => files.list(each).length > 0)
  const locales = firstOf(join(folder, '..', 'locales'), join(folder, 'locales')) ?? project.locales
  const system = readSystemTexts(
    files.read(join(locales, 'en', 'system.json')) === undefined ? project.locales : locales,
    files,
    findings,
  )
  const find = sensitiveWordFinder(system)
  const directory = firstOf(join(folder, '..', 'referrals'), join(folder, 'referrals')) ?? project.referrals
  const referrals = readReferrals(directory, files, find, findings)
  const modules = readModules(join(project.flows, 'modules'), files, findings)
  for (const [name, module] of readModules(join(folder, 'modules'), files, findings)) modules.set(name, module)
  const common: Common = { modules, locales, files, system, referrals, find, findings }
  const flow = readFlowFile(openDocument(file, files, findings), 'flow')
  if (!flow) return { content: undefined, findings: withReadablePaths(findings), proof: null }
  const others = yamlFilesIn(project.flows, files)
    .filter((each) => basename(each) !== basename(file))
    .map((each) => readFlowFile(openDocument(each, files, []), 'flow'))
    .filter((each) => each !== undefined)
  checkKeywords([...others, flow], common)
  const { content, origins } = contentOf(flow, common)
  reportReferrals(flow, content, referrals, today)
  // What cannot be put together cannot be walked through either.
  if (errorsIn(findings).length > 0) return { content, findings: withReadablePaths(findings), proof: null }
  reportViolations(flow, content, today)
  const proof = proveFlow(content, media, today)
  reportFaults(flow, modules, origins, proof)
  return { content, findings: withReadablePaths(findings), proof }
}
