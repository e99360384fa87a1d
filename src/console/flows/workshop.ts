import type { CatalogFolders, Linted } from '../../authoring/catalog.ts'
import { type DraftFiles, draftFilesSchema, filesOfProject, renamed } from '../../authoring/draft.ts'
import type { Finding } from '../../authoring/findings.ts'
import type { PathCosts } from '../../authoring/proof/costs.ts'
import type { ServedMedium } from '../../channels/media/medium.ts'
import type { FlowContent } from '../../core/flow.ts'
import type { FlowName } from '../../core/names.ts'
import { contentHash } from '../../privacy/chance.ts'
import { Problem } from '../../problem.ts'
import type { Launch, LaunchState } from '../../store/workspace.ts'
import type { FlowWorker } from '../worker/open.ts'
import { createLaunches, type LaunchSettings } from './launches.ts'
import { createUploads } from './uploads.ts'

/** Where a flow stands: only in the project's folder, a draft, or what its newest launch says. */
export type FlowState = 'project' | 'draft' | LaunchState

export interface FlowSummary {
  readonly name: string
  readonly state: FlowState
  /** 0: nobody has saved a draft. */
  readonly revision: number
  readonly savedAt: Date | null
}

/** A flow as its author has it now: the newest draft or, where there is none, the project's files. */
export interface WorkingCopy extends FlowSummary {
  readonly name: FlowName
  readonly files: DraftFiles
  /** undefined where the files cannot be put together. */
  readonly content: FlowContent | undefined
  readonly findings: readonly Finding[]
  /** What a completed answer takes; none where the flow cannot be put together. */
  readonly costs: readonly PathCosts[]
  readonly launches: readonly Launch[]
}

interface WorkshopSettings extends Omit<LaunchSettings, 'lastingMedia'> {
  readonly folders: CatalogFolders
  readonly media: readonly ServedMedium[]
  readonly worker: FlowWorker
}

const mostLinted = 100
const millisecondsUntilAgain = 600_000

/** What is known of a form that nobody can wait for. */
const tooCostly = (file: string, { details }: Problem) => ({
  content: undefined,
  findings: details.map((message): Finding => ({ severity: 'error', file, line: 1, message })),
  proof: null,
})

/** What CSO staff do with flows: write, look, and (`launches`) launch. Pages call it; it knows no page. */
export function createWorkshop(settings: WorkshopSettings) {
  const { store, folders, ofProject, media, worker, today } = settings
  const lastingMedia = media
    .filter(({ staysOnHandset, canErase }) => staysOnHandset && !canErase)
    .map(({ name }) => name)
  const launches = createLaunches({ ...settings, lastingMedia })
  const { workspace } = store
  const projectNames = ofProject.map(({ flow }) => flow)
  /** What the linter said of the same files on the same day: it walks through every conversation, and pages ask again and again. */
  const linted = new Map<string, Promise<Linted>>()

  function lint(name: string, files: DraftFiles): Promise<Linted> {
    const key = contentHash(JSON.stringify([name, today(), files]))
    const known = linted.get(key)
    if (known) return known
    if (linted.size >= mostLinted) linted.clear()
    const found = worker.run('lint', { name, files, today: today() }).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.code !== 'form_costly') {
        linted.delete(key)
        throw error
      }
      // The machine may have been busy: after a while it is tried again.
      setTimeout(() => linted.delete(key), millisecondsUntilAgain).unref()
      return tooCostly(`flows/${name}.yaml`, error)
    })
    linted.set(key, found)
    return found
  }

  /** Refused launches say nothing about where a flow stands. */
  function stateOf(launches: readonly Launch[], revision: number): FlowState {
    const launch = launches.find(({ state }) => state !== 'refused')
    if (launch) return launch.state
    return revision > 0 ? 'draft' : 'project'
  }

  async function find(name: FlowName, revision?: number) {
    const draft = await workspace.draft(name, revision)
    const files = draft?.files ?? (revision === undefined ? filesOfProject(name, folders) : {})
    if (Object.keys(files).length === 0) throw new Problem('flow_unknown', `"${name}"`)
    return { draft, files }
  }

  async function open(name: FlowName): Promise<WorkingCopy> {
    const { draft, files } = await find(name)
    const launches = await workspace.launches(name)
    const revision = draft?.revision ?? 0
    const { content, findings, proof } = await lint(name, files)
    const state = stateOf(launches, revision)
    return {
      name,
      state,
      revision,
      savedAt: draft?.savedAt ?? null,
      files,
      content,
      findings,
      costs: proof?.costs ?? [],
      launches,
    }
  }

  /** Throws `draft_outdated` where somebody else has saved the draft meanwhile, `form_unreadable` for files that cannot be a draft's. */
  async function save(
    name: FlowName,
    revision: number,
    files: DraftFiles,
    note: string,
    savedBy: string,
  ): Promise<number> {
    const own = draftFilesSchema(name).safeParse(files)
    if (!own.success) throw new Problem('form_unreadable', 'a draft holds its own flow file and texts, and no NUL')
    const saved = await workspace.save({ flow: name, revision, files: own.data, note, savedBy })
    if (saved === null) throw new Problem('draft_outdated', name)
    return saved
  }

  const newestRevision = async (name: FlowName) => (await workspace.draft(name))?.revision ?? 0

  /** What stands under a name: the newest draft, or the project's files. */
  async function standing(name: FlowName) {
    const draft = await workspace.draft(name)
    const files = draft?.files ?? filesOfProject(name, folders)
    return Object.keys(files).length === 0 ? null : { revision: draft?.revision ?? 0, files }
  }

  return {
    open,
    save,

    async list(): Promise<FlowSummary[]> {
      const [drafts, launches] = await Promise.all([workspace.drafts(), workspace.launches()])
      const names = [...new Set([...drafts.map(({ flow }) => flow), ...projectNames])].sort()
      return names.map((name) => {
        const draft = drafts.find(({ flow }) => flow === name)
        const revision = draft?.revision ?? 0
        const own = launches.filter(({ flow }) => flow === name)
        return { name, revision, state: stateOf(own, revision), savedAt: draft?.savedAt ?? null }
      })
    },

    /** Forms from outside, as drafts. */
    uploads: createUploads({ worker, save, standing, tooCostly }),

    /** Begins a draft with the files of another flow. Throws `usage` where the name is taken. */
    async clone(from: FlowName, to: FlowName, by: string): Promise<void> {
      if (projectNames.includes(to) || (await newestRevision(to)) > 0) throw new Problem('flow_exists', `"${to}"`)
      const { files } = await find(from)
      await save(to, 0, renamed(files, from, to), `${from} → ${to}`, by)
    },

    history: (name: string) => workspace.history(name),

    /** The files of one revision; 0: the project's. */
    filesOf: async (name: FlowName, revision: number): Promise<DraftFiles> =>
      revision === 0 ? filesOfProject(name, folders) : (await find(name, revision)).files,

    reviews: (name: string) => workspace.reviews(name),
    addReview: workspace.addReview,
    launches,
    launchesOf: (name: FlowName) => workspace.launches(name),
  }
}

export type Workshop = ReturnType<typeof createWorkshop>
