import { fileURLToPath } from 'node:url'
import { type CatalogFolders, readCatalog } from './authoring/catalog.ts'
import { formatFinding } from './authoring/findings.ts'
import { createLibrary, type FlowLibrary } from './conversation/library.ts'
import type { FlowContent, Texts } from './core/flow.ts'
import { contentHash } from './privacy/chance.ts'
import { redact } from './privacy/redaction.ts'
import { Problem } from './problem.ts'
import type { FlowVersion } from './store/contacts.ts'

const project = (folder: string) => fileURLToPath(new URL(`../${folder}`, import.meta.url))

/** The project's own flows and texts. */
export const projectFolders: CatalogFolders = { flows: project('flows'), locales: project('locales') }

/** JSON with sorted keys: two contents that say the same are the same text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

export interface Questionnaires {
  readonly versions: readonly (FlowVersion & { readonly content: FlowContent })[]
  readonly system: Texts
}

/** A flow frozen as a version: its hash changes with every word of definition and texts. */
export const freeze = (content: FlowContent): FlowVersion & { readonly content: FlowContent } => ({
  flow: content.flow.name,
  version: contentHash(canonical(content)),
  content,
})

/** Reads the project's flows. Throws `flow_invalid` with every fault, each with file and line. */
export function readQuestionnaires(folders: CatalogFolders = projectFolders): Questionnaires {
  const { flows, system, findings } = readCatalog(folders)
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Problem('flow_invalid', errors.map(formatFinding))
  return { versions: flows.map(freeze), system }
}

/** The library of these questionnaires; versions that are not among them are fetched with `loadContent`. */
export function openLibrary(
  { versions, system }: Questionnaires,
  settings: {
    readonly defaultLanguage: string
    readonly organisation: string
    loadContent(version: string): Promise<unknown>
  },
): FlowLibrary {
  if (!system[settings.defaultLanguage]) {
    const known = Object.keys(system).join(', ')
    throw new Problem('configuration', `DEFAULT_LANGUAGE: there are texts in ${known} only`)
  }
  return createLibrary({ launched: versions, system, redact, ...settings })
}
