import { longestFile } from '../../authoring/document.ts'
import { type DraftFiles, inRound, renamed, roundIn } from '../../authoring/draft.ts'
import { errorsIn, type Finding } from '../../authoring/findings.ts'
import { type FlowName, flowNameSchema } from '../../core/names.ts'
import { Problem } from '../../problem.ts'
import type { FlowWorker } from '../worker/open.ts'

/** A form whose name another flow has: whether it is that flow is for its author to say. */
export interface WaitingUpload {
  readonly name: FlowName
  /** Of the flow when it was looked at; 0: the project's files. */
  readonly revision: number
  /** What the file was called. */
  readonly note: string
  readonly files: DraftFiles
}

/** What a form that was uploaded became, or why it did not. */
export interface Uploaded {
  /** null where something was refused. */
  readonly name: FlowName | null
  readonly findings: readonly Finding[]
  /** null: it was taken, or refused. */
  readonly waiting: WaitingUpload | null
}

/** What a form becomes that has the name of another flow. */
export type Taking =
  | { readonly kind: 'same_round' }
  | { readonly kind: 'new_round'; readonly round: string }
  | { readonly kind: 'other_name'; readonly to: FlowName }

interface Standing {
  readonly revision: number
  readonly files: DraftFiles
}

interface UploadTools {
  readonly worker: FlowWorker
  /** What stands under a name; null: nothing does. */
  standing(name: FlowName): Promise<Standing | null>
  save(name: FlowName, revision: number, files: DraftFiles, note: string, by: string): Promise<number>
  /** What is known of a form that nobody can wait for. */
  tooCostly(file: string, problem: Problem): { readonly findings: readonly Finding[] }
}

const isSame = (one: DraftFiles, other: DraftFiles): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([path, text]) => other[path] === text)

/** Takes forms as drafts. Nothing takes the place of another flow unless its author says so. */
export function createUploads({ worker, standing, save, tooCostly }: UploadTools) {
  async function takeOrAsk(upload: Omit<WaitingUpload, 'revision'>, findings: readonly Finding[], by: string) {
    const { name, files, note } = upload
    const before = await standing(name)
    if (before && !isSame(before.files, files))
      return { name, findings, waiting: { ...upload, revision: before.revision } }
    if (!before) await save(name, 0, files, note, by)
    return { name, findings, waiting: null }
  }

  return {
    /** Reads an XLSForm or a flow file; refused forms change nothing, and one whose name is taken waits for `take`. */
    async upload(file: string, bytes: Buffer, by: string): Promise<Uploaded> {
      if (/\.ya?ml$/i.test(file)) {
        const name = flowNameSchema.safeParse(file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '')).data
        if (name === undefined)
          throw new Problem('form_unreadable', 'a flow file is named in small Latin letters, such as clinic-visit.yaml')
        if (bytes.length > longestFile)
          throw new Problem(
            'form_unreadable',
            `${file} has more than ${longestFile} bytes; divide the flow into several`,
          )
        const before = (await standing(name))?.files ?? {}
        const files = { ...before, [`flows/${name}.yaml`]: bytes.toString('utf8') }
        return takeOrAsk({ name, files, note: file }, [], by)
      }
      const { files, findings, ...form } = await worker.run('readForm', { file, bytes }).catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code !== 'form_costly') throw error
        return { ...tooCostly(file, error), name: '', files: {} }
      })
      const name = flowNameSchema.safeParse(form.name).data
      if (name === undefined || errorsIn(findings).length > 0) return { name: null, findings, waiting: null }
      return takeOrAsk({ name, files, note: file }, findings, by)
    },

    /** What is different in a form that waits (null: too much to be compared), and the rounds of both. */
    async compare({ name, files }: WaitingUpload) {
      const before = (await standing(name))?.files ?? {}
      const changed = await worker.run('compare', { from: before, to: files }).catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'form_costly') return null
        throw error
      })
      return {
        changed,
        rounds: { before: roundIn(before, name), uploaded: roundIn(files, name) },
      }
    },

    /** Takes a form that waited. Throws `draft_outdated` where the flow was changed meanwhile, and `flow_exists` where the other name is taken too. */
    async take({ name, revision, files, note }: WaitingUpload, taking: Taking, by: string): Promise<FlowName> {
      if (taking.kind === 'other_name') {
        if (await standing(taking.to)) throw new Problem('flow_exists', `"${taking.to}"`)
        await save(taking.to, 0, renamed(files, name, taking.to), note, by)
        return taking.to
      }
      const before = await standing(name)
      const round = taking.kind === 'new_round' ? taking.round : roundIn(before?.files ?? {}, name)
      await save(name, revision, inRound(files, name, round), note, by)
      return name
    },
  }
}
