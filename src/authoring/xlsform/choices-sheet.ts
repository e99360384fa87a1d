import { isReserved } from '../../core/names.ts'
import { languagesIn, translated, translatedColumns } from './languages.ts'
import { choiceName, questionName } from './names.ts'
import { ignoredColumns } from './unsupported.ts'
import type { Report, Row, Sheet } from './workbook.ts'

/** One choice as a flow file writes it. */
interface ImportedChoice {
  readonly name: string
  readonly key?: string
  readonly missing?: string
  readonly exclusive?: true
  readonly minor?: true
  readonly aliases?: readonly string[]
  readonly from?: number
  readonly to?: number
  readonly columns?: Readonly<Record<string, string>>
}

export interface ImportedChoices {
  readonly languages: readonly string[]
  readonly lists: ReadonlyMap<string, readonly ImportedChoice[]>
  /** Language → list → choice → text. */
  text(language: string, list: string, choice: string): string
}

const ownColumns = ['list_name', 'name', 'key', 'missing', 'exclusive', 'minor', 'aliases', 'from', 'to']
const isYes = (text: string) => /^(?:yes|true|1)$/i.test(text)

/** Words for a choice that are never shown, and the numbers that it stands for. */
function understoodAs(row: Row, report: (column: string, message: string) => void) {
  const aliases = row
    .text('aliases')
    .split(/[;,]/)
    .map((alias) => alias.trim())
    .filter(Boolean)
  const bounds = (['from', 'to'] as const).flatMap((column): [string, number][] => {
    const text = row.text(column)
    if (text === '') return []
    if (/^-?\d+(?:\.\d+)?$/.test(text)) return [[column, Number(text)]]
    report(column, `"${text}" is no number`)
    return []
  })
  return { ...(aliases.length > 0 && { aliases }), ...Object.fromEntries(bounds) }
}

/** The sheet "choices": the lists of a form. Every other column is kept for `choice_filter`. */
export function readChoices(sheet: Sheet | null, defaultLanguage: string, report: Report): ImportedChoices {
  if (!sheet) return { languages: [], lists: new Map(), text: () => '' }
  const languages = languagesIn(sheet, report)
  const filters = sheet.columns.filter((column) => {
    const [name = ''] = column.split('::')
    return (
      !ownColumns.includes(name) &&
      !translatedColumns.includes(name) &&
      !Object.hasOwn(ignoredColumns, name) &&
      !isReserved(name)
    )
  })
  const lists = new Map<string, ImportedChoice[]>()
  const taken = new Set<string>()
  const texts = new Map<string, string>()
  const spoken = [...new Set([defaultLanguage, ...languages])]

  for (const row of sheet.rows) {
    const list = questionName(row.text('list_name'))
    const name = choiceName(row.text('name'))
    if (row.text('list_name') === '' || name === '') {
      report(sheet.name, row.number, row.text('list_name') === '' ? 'list_name' : 'name', 'this is missing')
      continue
    }
    const known = lists.get(list) ?? []
    const key = JSON.stringify([list, name])
    if (taken.has(key)) report(sheet.name, row.number, 'name', `the list "${list}" already has a choice "${name}"`)
    taken.add(key)
    const columns = filters
      .map((column): [string, string] => [column, row.text(column)])
      .filter(([, value]) => value !== '')
    lists.set(list, known)
    known.push({
      name,
      ...(row.text('key') && { key: row.text('key') }),
      ...(row.text('missing') && { missing: row.text('missing') }),
      ...(isYes(row.text('exclusive')) && { exclusive: true as const }),
      ...(isYes(row.text('minor')) && { minor: true as const }),
      ...understoodAs(row, (column, message) => report(sheet.name, row.number, column, message)),
      ...(columns.length > 0 && { columns: Object.fromEntries(columns) }),
    })
    for (const language of spoken) {
      const text = translated(sheet, row, 'label', language, language === defaultLanguage)
      if (text !== '') texts.set(JSON.stringify([language, list, name]), text)
    }
  }
  return {
    languages,
    lists,
    text: (language, list, choice) => texts.get(JSON.stringify([language, list, choice])) ?? '',
  }
}
