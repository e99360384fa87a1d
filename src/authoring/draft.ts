import { join } from 'node:path'
import { z } from 'zod'
import { flowNameSchema, languageSchema, storableText } from '../core/names.ts'
import { type CatalogFolders, type Linted, lintFile } from './catalog.ts'
import type { ProofMedium } from './proof/subject.ts'
import { diskFiles, overDisk } from './source-files.ts'

const pathOfFlow = (name: string) => `flows/${name}.yaml`
const pathOfTexts = (name: string, language: string) => `locales/${language}/${name}.json`

/** Files of one flow as its author has them before they are launched: path → text. */
export type DraftFiles = Readonly<Record<string, string>>

/** A draft holds its own flow file and texts, and cannot lie over anything else. */
export const draftFilesSchema = (name: string) =>
  z.record(
    z.string().refine((path) => isOwnFile(name, path)),
    storableText.max(500_000),
  )

function isOwnFile(name: string, path: string): boolean {
  if (!flowNameSchema.safeParse(name).success) return false
  const language = languageSchema.safeParse(path.split('/')[1]).data
  return path === pathOfFlow(name) || (language !== undefined && path === pathOfTexts(name, language))
}

/** Checks a draft as if it stood in the project's folders, with its modules and referrals. `today` is an ISO date. */
export function lintDraft(
  name: string,
  files: DraftFiles,
  project: CatalogFolders,
  today: string,
  media: readonly ProofMedium[],
): Linted {
  const placed = Object.entries(files).map(([path, text]): [string, string] => {
    const [folder, ...rest] = path.split('/')
    return [join(folder === 'flows' ? project.flows : project.locales, ...rest), text]
  })
  const file = join(project.flows, `${name}.yaml`)
  return lintFile(file, { ...project, files: overDisk(new Map(placed)) }, today, media)
}

/** The project's own files of a flow, to begin a draft with; empty where it has none of that name, or this can be no name. */
export function filesOfProject(name: string, project: CatalogFolders): DraftFiles {
  if (!flowNameSchema.safeParse(name).success) return {}
  const files = project.files ?? diskFiles
  const flow = files.read(join(project.flows, `${name}.yaml`))
  if (flow === undefined) return {}
  const texts = files.list(project.locales).flatMap((language): [string, string][] => {
    const text = files.read(join(project.locales, language, `${name}.json`))
    return text === undefined ? [] : [[pathOfTexts(name, language), text]]
  })
  return { [pathOfFlow(name)]: flow, ...Object.fromEntries(texts) }
}

/** The same flow under another name: its files are renamed, and so is it. */
export function renamed(files: DraftFiles, from: string, to: string): DraftFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => {
      const folder = path.slice(0, path.lastIndexOf('/'))
      const isFlow = path === pathOfFlow(from)
      const place = isFlow ? pathOfFlow(to) : `${folder}/${to}.json`
      return [place, isFlow ? text.replace(/^name:.*$/m, () => `name: ${to}`) : text]
    }),
  )
}

const roundLine = /^round:[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|([^#\n]*?))[ \t]*(?:#.*)?$/m

/** The round that a flow file names: '1' where it names none. */
export function roundIn(files: DraftFiles, name: string): string {
  const [, single, double, plain] = roundLine.exec(files[pathOfFlow(name)] ?? '') ?? []
  return (single ?? double ?? plain ?? '') || '1'
}

/** The same flow in another round. */
export function inRound(files: DraftFiles, name: string, round: string): DraftFiles {
  const path = pathOfFlow(name)
  const text = files[path] ?? ''
  if (roundIn(files, name) === round) return files
  const line = `round: ${JSON.stringify(round)}`
  const changed = roundLine.test(text)
    ? text.replace(roundLine, () => line)
    : text.replace(/^name:.*$/m, (written) => `${written}\n${line}`)
  return { ...files, [path]: changed }
}
