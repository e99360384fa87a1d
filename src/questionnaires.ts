import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CatalogFolders, readCatalog } from './authoring/catalog.ts'
import { errorsIn, formatFinding } from './authoring/findings.ts'
import { referralFaults } from './authoring/launch-gate.ts'
import type { ReferralDirectory } from './authoring/referral-files.ts'
import { createLibrary, type FlowLibrary, type OpenVersion } from './conversation/library.ts'
import type { FlowContent, Texts } from './core/flow.ts'
import { contentHash } from './privacy/chance.ts'
import { redact } from './privacy/redaction.ts'
import { Problem } from './problem.ts'
import type { FlowVersion } from './store/contacts.ts'

const project = (folder: string) => fileURLToPath(new URL(`../${folder}`, import.meta.url))

/** The project's own flows, texts and referrals. */
export const projectFolders: CatalogFolders = {
  flows: project('flows'),
  locales: project('locales'),
  referrals: project('referrals'),
}

/** What messages cost, by country. */
export const pricesFile = project('prices.yaml')

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
  readonly referrals: ReferralDirectory
}

/** A flow frozen as a version: its hash changes with every word of definition and texts. */
export const freeze = (content: FlowContent): FlowVersion & { readonly content: FlowContent } => ({
  flow: content.flow.name,
  version: contentHash(canonical(content)),
  content,
})

/** Reads the project's flows. Throws `flow_invalid` with every fault, each with file and line. */
export function readQuestionnaires(folders: CatalogFolders = projectFolders): Questionnaires {
  const { flows, system, referrals, findings } = readCatalog(folders)
  const errors = errorsIn(findings)
  if (errors.length > 0) throw new Problem('flow_invalid', errors.map(formatFinding))
  return { versions: flows.map(freeze), system, referrals }
}

/** A flow with sensitive groups that must not be opened to people yet, and what is to be done first. */
export interface Unready {
  readonly flow: string
  readonly reasons: readonly string[]
}

/** Who would be sent to numbers that nobody has verified lately. `today` is an ISO date. */
export function unreadyFlows({ versions, referrals }: Questionnaires, today: string): Unready[] {
  return versions
    .filter(({ content }) => Object.keys(content.flow.blocks).length > 0)
    .map(({ flow, content }) => {
      const faults = referralFaults(content, referrals, today)
      const reasons = faults.map(({ entry, message }) =>
        entry ? `${relative('.', entry.document.file)}: ${message}` : message,
      )
      return { flow, reasons: [...new Set(reasons)] }
    })
    .filter(({ reasons }) => reasons.length > 0)
}

/** The version of a flow as it is written now. Throws `flow_unknown` with the names that there are. */
export function versionNamed({ versions }: Questionnaires, name: string): Questionnaires['versions'][number] {
  const version = versions.find(({ flow }) => flow === name)
  if (version) return version
  throw new Problem('flow_unknown', `"${name}"; there are: ${versions.map(({ flow }) => flow).join(', ')}`)
}

/** The library of these questionnaires; versions that are not among them are fetched with `loadContent`. */
export function openLibrary(
  {
    versions,
    system,
    referrals,
  }: Pick<Questionnaires, 'system' | 'referrals'> & { readonly versions: readonly OpenVersion[] },
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
  const known = referrals.map(({ referral }) => referral)
  return createLibrary({ launched: versions, system, referrals: known, redact, ...settings })
}
