import type { Finding } from '../findings.ts'

/** A value as a spreadsheet gives it. */
export type Cell = string | number | boolean | Date | null | undefined

/** One row below the header, by column. */
export interface Row {
  /** As the spreadsheet counts, from 1; the header is 1. */
  readonly number: number
  /** The text of a column; empty where there is none. Columns are named by `columnName`. */
  text(column: string): string
}

/** A sheet whose first row names its columns. */
export interface Sheet {
  readonly name: string
  /** In their order, by `columnName`. */
  readonly columns: readonly string[]
  /** Without empty rows. */
  readonly rows: readonly Row[]
}

/** A spreadsheet as an XLSForm author wrote it. */
export interface Workbook {
  readonly file: string
  /** null where there is no sheet of that name. */
  sheet(name: string): Sheet | null
}

/** Notes what is wrong in a sheet. `column` is null where it is about the whole row, `row` 1 where it is about the column. */
export type Report = (
  sheet: string,
  row: number,
  column: string | null,
  message: string,
  severity?: Finding['severity'],
) => void

export const createReport =
  (file: string, findings: Finding[]): Report =>
  (sheet, row, column, message, severity = 'error') =>
    void findings.push({
      severity,
      file: `${file}, sheet "${sheet}", row`,
      line: row,
      message: column === null ? message : `column "${column}": ${message}`,
    })

/** Names of columns that XLSForm writes in more than one way. */
const aliases: Readonly<Record<string, string>> = {
  list: 'list_name',
  relevance: 'relevant',
  calculate: 'calculation',
  readonly: 'read_only',
  caption: 'label',
  text: 'label',
  value: 'name',
}

/** Older forms name the part of the XForm that a column goes to. */
const compounds: Readonly<Record<string, string>> = {
  'bind:constraint': 'constraint',
  'bind:relevant': 'relevant',
  'bind:calculate': 'calculation',
  'bind:required': 'required',
  'bind:readonly': 'read_only',
  'bind:jr:constraintmsg': 'constraint_message',
  'control:appearance': 'appearance',
}

/** `Constraint Message::Bangla (bn)` → `constraint_message::Bangla (bn)`: the name in one form, the language as it is written. */
function columnName(header: string): string {
  const written = header.trim().toLowerCase().replaceAll('::', ':')
  const compound = Object.hasOwn(compounds, written) ? compounds[written] : undefined
  if (compound) return compound
  const [, plain = '', , language] = /^(.*?)(::?\s*(.*))?$/s.exec(header.trim()) ?? []
  const name = plain.trim().toLowerCase().replace(/\s+/g, '_')
  const known = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name
  return language === undefined ? known : `${known}::${language.trim()}`
}

/** What spreadsheets do to text: non-breaking spaces, Windows line ends, a date or a number where a word was meant. */
function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10)
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  return String(cell)
    .replace(/[\u00a0\u202f\ufeff]/g, ' ')
    .replace(/\r\n?/g, '\n')
    .trim()
}

function sheetOf(name: string, grid: readonly (readonly Cell[])[]): Sheet {
  const columns = (grid[0] ?? []).map((header) => columnName(textOf(header)))
  const places = new Map(columns.map((column, index): [string, number] => [column, index]).reverse())
  const rows = grid
    .slice(1)
    .map((cells, index): Row => {
      const texts = cells.map(textOf)
      return { number: index + 2, text: (column) => texts[places.get(column) ?? -1] ?? '' }
    })
    .filter((row) => columns.some((column) => column !== '' && row.text(column) !== ''))
  return { name, columns: columns.filter((column) => column !== ''), rows }
}

/** A workbook of grids by sheet name, the header first. */
export function workbookOf(file: string, grids: ReadonlyMap<string, readonly (readonly Cell[])[]>): Workbook {
  const sheets = new Map([...grids].map(([name, grid]) => [name.trim().toLowerCase(), sheetOf(name.trim(), grid)]))
  return { file, sheet: (name) => sheets.get(name) ?? null }
}
