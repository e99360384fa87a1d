import { join } from 'node:path'
import { z } from 'zod'
import type { Texts } from '../core/flow.ts'
import { Problem } from '../problem.ts'
import { openDocument, type SourceDocument } from './document.ts'
import { type Finding, formatFinding } from './findings.ts'
import { diskFiles } from './source-files.ts'
import { label, leaves, placeholdersIn, textAt } from './system-texts.ts'

const fileName = 'console.json'

const consoleSchema = z.looseObject({ translation: z.enum(['source', 'draft', 'reviewed']), language_name: label })

/** Every text of the first language, with the same placeholders, and no other. */
function compare(document: SourceDocument, texts: object, reference: object): void {
  for (const path of leaves(reference)) {
    const [own, other] = [textAt(texts, path), textAt(reference, path)]
    if (own === undefined) document.report([], `the text "${path.join('.')}" is missing`)
    else if (placeholdersIn(String(own)) !== placeholdersIn(String(other)))
      document.report(
        path,
        `the placeholders must be those of the other languages: ${placeholdersIn(String(other)) || 'none'}`,
      )
  }
  for (const path of leaves(texts)) {
    if (textAt(reference, path) === undefined) document.report(path, 'this text is used nowhere; take it out')
  }
}

/**
 * The console's own texts: `console.json` of every language that has one, English first. Throws `configuration` with every
 * text that is missing, left over, or has other placeholders than in English.
 */
export function readConsoleTexts(locales: string): Texts {
  const findings: Finding[] = []
  const texts: Texts = {}
  const languages = diskFiles.list(locales).filter((code) => diskFiles.list(join(locales, code)).includes(fileName))
  for (const code of ['en', ...languages.filter((each) => each !== 'en')]) {
    const document = openDocument(join(locales, code, fileName), diskFiles, findings)
    if (document.data === undefined) continue
    const own = document.read(consoleSchema, [], document.data)
    compare(document, own, texts.en?.console ?? own)
    texts[code] = { console: own }
  }
  if (findings.length > 0) throw new Problem('configuration', findings.map(formatFinding))
  return texts
}
