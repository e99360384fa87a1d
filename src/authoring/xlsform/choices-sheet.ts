import { isReserved } from '../../core/names.ts'
import { languagesIn, translated, translatedColumns } from './languages.ts'
import { choiceName, listName } from './names.ts'
import { numericKeys } from './numeric-labels.ts'
import type { Report } from './report.ts'
import { ignoredColumns } from './unsupported.ts'
import type { Row, Sheet } from './workbook.ts'

/** One choice as a flow file writes it. */
export interface ImportedChoice {
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
  /** The list of this name; by other capitals too, where only one is called so. */
  listNamed(written: string): string | undefined
  /** For each list the choices that have another name here: as it is written → as it is here. */
  readonly renamed: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Language → list → choice → text. */
  text(language: string, list: string, choice: string): string
}

/** A choice, before it is known what others of its list are called. */
interface ReadChoice {
  readonly row: number
  readonly written: string
  readonly choice: ImportedChoice
}

const ownColumns = ['list_name', 'name', 'key', 'missing', 'exclusive', 'minor', 'aliases', 'from', 'to', 'label']
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

/** Columns of the author's own, for `choice_filter`; those that mean nothing on a phone are named. */
function filterColumns(sheet: Sheet, report: Report): string[] {
  return sheet.columns.filter((column) => {
    const [name = '', language] = column.split('::')
    if ([...ownColumns, ...translatedColumns].includes(name) || isReserved(name)) return false
    const ignored = Object.hasOwn(ignoredColumns, name) ? ignoredColumns[name] : undefined
    if (ignored === undefined) return language === undefined
    for (const row of sheet.rows) row.settle([column])
    report(sheet.name, 1, column, `left out: ${ignored}`, 'warning')
    return false
  })
}

/** The sheet "choices": the lists of a form. Every column of the author's own is kept for `choice_filter`. */
export function readChoices(sheet: Sheet | null, defaultLanguage: string, report: Report): ImportedChoices {
  if (!sheet) return { languages: [], lists: new Map(), listNamed: () => undefined, renamed: new Map(), text: () => '' }
  const languages = languagesIn(sheet, report)
  const filters = filterColumns(sheet, report)
  const read = new Map<string, ReadChoice[]>()
  const writtenLists = new Map<string, string>()
  const renamed = new Map<string, Map<string, string>>()
  const texts = new Map<string, string>()
  const spoken = [...new Set([defaultLanguage, ...languages])]

  for (const row of sheet.rows) {
    const writtenList = row.text('list_name')
    const list = listName(writtenList)
    const written = row.text('name').normalize('NFC')
    const name = choiceName(written)
    if (writtenList === '' || name === '') {
      report(sheet.name, row.number, writtenList === '' ? 'list_name' : 'name', 'this is missing')
      row.settle()
      continue
    }
    const other = writtenLists.get(list) ?? writtenList
    if (other !== writtenList)
      report(
        sheet.name,
        row.number,
        'list_name',
        `"${other}" and "${writtenList}" are both called "${list}" here; rename one`,
      )
    writtenLists.set(list, other)
    const known = read.get(list) ?? []
    read.set(list, known)
    if (known.some(({ choice }) => choice.name === name))
      report(sheet.name, row.number, 'name', `the list "${list}" already has a choice "${name}"`)
    if (name !== written) {
      report(
        ...[sheet.name, row.number, 'name'],
        `"${written}" is called "${name}" here, also in conditions and filters`,
        'warning',
      )
      renamed.set(list, (renamed.get(list) ?? new Map()).set(written, name))
    }
    const columns = filters
      .map((column): [string, string] => [column, row.text(column)])
      .filter(([, value]) => value !== '')
    const choice = {
      name,
      ...(row.text('key') && { key: row.text('key') }),
      ...(row.text('missing') && { missing: row.text('missing') }),
      ...(isYes(row.text('exclusive')) && { exclusive: true as const }),
      ...(isYes(row.text('minor')) && { minor: true as const }),
      ...understoodAs(row, (column, message) => report(sheet.name, row.number, column, message)),
      ...(columns.length > 0 && { columns: Object.fromEntries(columns) }),
    }
    known.push({ row: row.number, written, choice })
    for (const language of spoken) {
      const text = translated(sheet, row, 'label', language, language === defaultLanguage)
      if (text !== '') texts.set(JSON.stringify([language, list, name]), text)
    }
  }
  const text = (language: string, list: string, choice: string) =>
    texts.get(JSON.stringify([language, list, choice])) ?? ''
  const lists = new Map([...read].map(([list, choices]) => [list, choices.map(({ choice }) => choice)]))
  const filtered = withFilterValues(lists, renamed)
  for (const [list, items] of filtered) {
    const keyed = numericKeys(items, (name) => spoken.map((language) => text(language, list, name)))
    if (keyed === undefined) continue
    filtered.set(list, keyed)
    const keys = keyed.map(({ name, key }) => `${key} for "${name}"`).join(', ')
    const message = `the labels of the list "${list}" are numbers, so people choose by these: ${keys}`
    report(sheet.name, read.get(list)?.[0]?.row ?? 1, 'label', message, 'warning')
  }
  return { languages, lists: filtered, listNamed: (written) => listOf(filtered, written), renamed, text }
}

/** Where a filter compares with a choice that has another name here, its column has that name too. */
function withFilterValues(
  lists: ReadonlyMap<string, readonly ImportedChoice[]>,
  renamed: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Map<string, readonly ImportedChoice[]> {
  const names = new Map([...renamed.values()].flatMap((each) => [...each]))
  const own = (columns: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, names.get(value) ?? value]))
  return new Map(
    [...lists].map(([list, items]) => [
      list,
      items.map((item) => (item.columns ? { ...item, columns: own(item.columns) } : item)),
    ]),
  )
}

function listOf(lists: ReadonlyMap<string, unknown>, written: string): string | undefined {
  const list = listName(written)
  if (lists.has(list)) return list
  const alike = [...lists.keys()].filter((each) => each.toLowerCase() === list.toLowerCase())
  return alike.length === 1 ? alike[0] : undefined
}
