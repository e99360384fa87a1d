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
import { type Preview, previewsOf } from '../flows/previews.ts'

/** What jobs are done with: the same for all of them. */
export interface JobSettings {
  readonly folders: Pick<CatalogFolders, 'flows' | 'locales' | 'referrals'>
  /** Characters of a USSD screen. */
  readonly ussdLimit: number
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

/** A question as it stands on paper. */
export interface PaperQuestion {
  readonly name: string
  readonly block: string | undefined
  readonly label: string
  readonly onlyIf: readonly string[]
  readonly choices: readonly string[]
}

/** A condition as somebody reads it who knows no formulas: names without their signs. */
const inWords = (condition: string): string => condition.replace(/\$\{(\w+)\}/g, '$1').replaceAll("'", '')

/** Everything that is done with what authors write and that may take long: data in, data out, away from those who answer. */
export function createJobs({ folders, ussdLimit, organisation }: JobSettings) {
  const media = createMedia(ussdLimit)
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

    paper({ content, language }: Omit<Shown, 'today'>): PaperQuestion[] {
      const { translator } = play(content)
      return content.flow.questions
        .filter((question) => questionTypeOf(question).way !== 'compute')
        .map(({ name, namespace, relevant, list, block }) => ({
          ...{ name, block },
          label: translator.text(language, `${namespace}:questions.${name}.label`),
          onlyIf: relevant.map(inWords),
          choices: (content.flow.lists[list ?? '']?.items ?? []).map((item) =>
            translator.text(language, `${content.flow.lists[list ?? '']?.namespace}:choices.${list}.${item.name}`),
          ),
        }))
    },

    /** The screens of every question that is asked, by its name. */
    previews({ content, language, today }: Shown): ReadonlyMap<string, readonly Preview[]> {
      const engine = play(content)
      const more = { key: '98', label: engine.translator.text(language, 'system:more') }
      return new Map(
        content.flow.questions
          .filter((question) => questionTypeOf(question).way === 'ask')
          .map(({ name }) => [name, previewsOf(engine, name, language, { media, more, today })]),
      )
    },
  }
}

export type FlowJobs = ReturnType<typeof createJobs>
