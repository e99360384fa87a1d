import type { DraftFiles } from '../../authoring/draft.ts'
import type { FlowContent, Question } from '../../core/flow.ts'

/** One text that an author can change: where it stands in the file, and what the flow's first language says there. */
interface EditableText {
  /** Names it in a form: `questions.visited.label`. */
  readonly path: string
  readonly text: string
  readonly source: string
}

/** The texts that belong to one question: its own, and those of its choices, as far as they stand in the flow's own file. */
export interface EditableQuestion {
  readonly question: Question
  readonly texts: readonly EditableText[]
}

type Nested = { [key: string]: Nested | string }

const fileOf = (name: string, language: string) => `locales/${language}/${name}.json`

function readTexts(files: DraftFiles, name: string, language: string): Nested {
  const text = files[fileOf(name, language)]
  try {
    const parsed: unknown = text === undefined ? {} : JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Nested) : {}
  } catch {
    // What is no JSON is mended as a file; the linter says where it breaks.
    return {}
  }
}

function textAt(texts: Nested, path: string): string {
  let value: Nested | string | undefined = texts
  for (const key of path.split('.')) value = typeof value === 'object' ? value[key] : undefined
  return typeof value === 'string' ? value : ''
}

/** What can be edited in one language. Texts of modules are shared with other flows, and are not among them. */
export function editableTexts({ flow }: FlowContent, files: DraftFiles, language: string): EditableQuestion[] {
  const [sourceLanguage = 'en'] = flow.languages
  const own = readTexts(files, flow.name, language)
  const source = readTexts(files, flow.name, sourceLanguage)
  const text = (path: string): EditableText => ({ path, text: textAt(own, path), source: textAt(source, path) })
  return flow.questions.map((question) => {
    const list = question.list === undefined ? undefined : flow.lists[question.list]
    const choices = list?.namespace === flow.name ? list.items : []
    const isOwn = question.namespace === flow.name
    const label = isOwn && textAt(source, `questions.${question.name}.label`) !== ''
    return {
      question,
      texts: [
        ...(label ? [text(`questions.${question.name}.label`)] : []),
        ...choices.map(({ name }) => text(`choices.${question.list}.${name}`)),
      ],
    }
  })
}

/** The files with these texts of one language in place of what was there. Empty texts are left as they were. */
export function withTexts(
  files: DraftFiles,
  name: string,
  language: string,
  changes: Readonly<Record<string, string>>,
): DraftFiles {
  const texts = structuredClone(readTexts(files, name, language))
  for (const [path, text] of Object.entries(changes)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let place: Nested = texts
    for (const key of keys) {
      const inner = Object.hasOwn(place, key) ? place[key] : undefined
      if (typeof inner === 'object') place = inner
      else {
        const made: Nested = {}
        Object.defineProperty(place, key, { value: made, enumerable: true, writable: true, configurable: true })
        place = made
      }
    }
    if (text.trim() !== '') place[last] = text.trim()
  }
  // Whoever changes a translation has not had it reviewed.
  if (texts.translation === 'reviewed') texts.translation = 'draft'
  return { ...files, [fileOf(name, language)]: `${JSON.stringify(texts, null, 2)}\n` }
}
