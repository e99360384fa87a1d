import type { CatalogFolders, Linted } from '../../authoring/catalog.ts'
import { type DraftFiles, lintDraft } from '../../authoring/draft.ts'
import { drawFlow } from '../../authoring/picture/draw.ts'
import { flowGraph } from '../../authoring/picture/graph.ts'
import { subjectOf } from '../../authoring/proof/subject.ts'
import { exportXlsForm } from '../../authoring/xlsform/export.ts'
import { type ImportedForm, importXlsForm } from '../../authoring/xlsform/import.ts'
import { readWorkbook } from '../../authoring/xlsform/read-workbook.ts'
import { writeWorkbook } from '../../authoring/xlsform/write-workbook.ts'
import { createMedia } from '../../channels/media/index.ts'
import { createEngine } from '../../core/engine.ts'
import type { FlowContent } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import { redact } from '../../privacy/redaction.ts'
import { type DifferentFile, differences } from '../flows/differences.ts'
import { type PaperQuestion, questionsOnPaper } from '../flows/on-paper.ts'
import { type Preview, previewsOf } from '../flows/previews.ts'

/** What jobs are done with: the same for all of them. */
export interface JobSettings {
  readonly folders: Pick<CatalogFolders, 'flows' | 'locales' | 'referrals'>
  /** Characters of a USSD screen. */
  readonly ussdLimit: number
  /** Names of the media on which people can be written to later. */
  readonly reachable: readonly string[]
  readonly organisation: string
}

interface Shown {
  readonly content: FlowContent
  readonly language: string
  /** ISO date. */
  readonly today: string
}

interface PictureWanted extends Shown {
  readonly title: string
  /** States that somebody has passed who tries it out, and where they are. */
  readonly visited?: readonly string[]
  readonly current?: string | null
}

/** Everything that is done with what authors write and that may take long: data in, data out, away from those who answer. */
export function createJobs({ folders, ussdLimit, reachable, organisation }: JobSettings) {
  const media = createMedia(ussdLimit).map((medium) => ({ ...medium, reachable: reachable.includes(medium.name) }))
  const play = (content: FlowContent) => createEngine({ version: '', content, organisation, redact })

  return {
    lint: ({
      name,
      files,
      today,
    }: {
      readonly name: string
      readonly files: DraftFiles
      readonly today: string
    }): Linted => lintDraft(name, files, folders, today, media),

    readForm: async ({ file, bytes }: { readonly file: string; readonly bytes: Uint8Array }): Promise<ImportedForm> =>
      importXlsForm(await readWorkbook(file, Buffer.from(bytes))),

    writeForm: async ({ content }: { readonly content: FlowContent }): Promise<Uint8Array> =>
      new Uint8Array(await writeWorkbook(exportXlsForm(content))),

    compare: ({ from, to }: { readonly from: DraftFiles; readonly to: DraftFiles }): DifferentFile[] =>
      differences(from, to),

    picture: ({ content, language, today, title, visited = [], current = null }: PictureWanted): Promise<string> =>
      drawFlow(flowGraph(subjectOf(content, [], today), language), title, { visited: new Set(visited), current }),

    paper: ({ content, language }: Omit<Shown, 'today'>): PaperQuestion[] =>
      questionsOnPaper(content, language, play(content).translator),

    /** The screens of every question that is asked, by its name. */
    previews({ content, language, today }: Shown): ReadonlyMap<string, readonly Preview[]> {
      const engine = play(content)
      const more = { key: '98', label: engine.translator.text(language, 'system:more') }
      const own = media.filter(({ name }) => content.flow.media?.includes(name) ?? true)
      return new Map(
        content.flow.questions
          .filter((question) => questionTypeOf(question).way === 'ask')
          .map(({ name }) => [name, previewsOf(engine, name, language, { media: own, more, today })]),
      )
    },
  }
}

export type FlowJobs = ReturnType<typeof createJobs>
