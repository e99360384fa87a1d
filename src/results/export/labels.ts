import { createTranslator } from '../../core/texts.ts'
import type { ExportData } from './export-data.ts'

/** What questions are called, also those that are not exported: of something calculated its name. */
export function questionLabels({
  content: { flow, texts },
  language,
  organisation,
}: ExportData): (name: string) => string {
  const translator = createTranslator(texts, language)
  const namespaces = new Map(flow.questions.map(({ name, namespace }) => [name, namespace]))
  return (name) => {
    const key = `${namespaces.get(name)}:questions.${name}.label`
    return translator.has(language, key) ? translator.text(language, key, { organisation }) : name
  }
}
