/** A value as a spreadsheet gives it. */
export type Cell = string | number | boolean | Date | null | undefined

/** One row below the header, by column. It remembers which of its cells were accounted for. */
export interface Row {
  /** As the spreadsheet counts, from 1; the header is 1. */
  readonly number: number
  /** The text of a column; empty where there is none. Columns are named by `columnName`. Who reads a cell accounts for it. */
  text(column: string): string
  /** The same for those who make nothing of what it says: the cell is still to be accounted for. */
  peek(column: string): string
  has(column: string): boolean
  /** Something was said about these columns, or about the whole row. */
  settle(columns?: readonly string[]): void
  /** Columns whose filled cells nothing was made of, and nothing was said about. */
  unsettled(): readonly string[]
}

/** A sheet whose first row names its columns. */
export interface Sheet {
  readonly name: string
  /** In their order, by `columnName`, each once. */
  readonly columns: readonly string[]
  /** Without empty rows. */
  readonly rows: readonly Row[]
  /** Columns with something in them that cannot be told by their names: two have one, or none is written. */
  readonly nameless: readonly { readonly letter: string; readonly column: string; readonly row: number }[]
  /** The first rows, as they are written: where the names of columns stand, if not in the first. */
  readonly top: readonly (readonly string[])[]
}

/** A spreadsheet as an XLSForm author wrote it. */
export interface Workbook {
  readonly file: string
  /** null where there is no sheet of that name. */
  sheet(name: string): Sheet | null
  readonly sheets: readonly Sheet[]
}

/** Names of columns that XLSForm writes in more than one way. */
const aliases: Readonly<Record<string, string>> = {
  list: 'list_name',
  command: 'type',
  relevance: 'relevant',
  calculate: 'calculation',
  constraining_message: 'constraint_message',
  'jr:constraintmsg': 'constraint_message',
  requiredmsg: 'required_message',
  'jr:requiredmsg': 'required_message',
  'jr:count': 'repeat_count',
  readonly: 'read_only',
  caption: 'label',
  text: 'label',
  value: 'name',
  tag: 'name',
  flow_title: 'title',
}

/** Names in the sheet "choices" that are no columns of the author's own, which keep their capitals. */
const choiceColumns = [
  ...['list_name', 'list', 'name', 'value', 'label', 'caption', 'text', 'key', 'missing', 'exclusive', 'minor'],
  ...['aliases', 'from', 'to', 'image', 'audio', 'video', 'big-image', 'media', 'hint'],
]

/** `Constraint Message::Bangla (bn)` → `constraint_message::Bangla (bn)`: the name in one form, the language as it is written. */
function columnName(sheet: string, header: string): string {
  // Older forms name the part of the XForm that a column goes to.
  const written = header.trim().replace(/^(?:bind|control)::?(?=\S)/i, '')
  const [, plain = '', , language] = /^((?:jr:)?.*?)(::?\s*(.*))?$/is.exec(written) ?? []
  const spaced = plain.trim().replace(/\s+/g, '_')
  const name = spaced.toLowerCase()
  const isOwn = sheet === 'choices' && !choiceColumns.includes(name)
  const common = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name
  const known = isOwn ? spaced : common
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

/** A, B … Z, AA: as spreadsheets call their columns. */
const letterOf = (index: number): string =>
  (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

function rowOf(number: number, texts: readonly string[], places: ReadonlyMap<string, number>): Row {
  const settled = new Set<string>()
  const at = (column: string) => texts[places.get(column) ?? -1] ?? ''
  return {
    number,
    text(column) {
      settled.add(column)
      return at(column)
    },
    peek: at,
    has: (column) => at(column) !== '',
    settle(columns = [...places.keys()]) {
      for (const column of columns) settled.add(column)
    },
    unsettled: () => [...places.keys()].filter((column) => at(column) !== '' && !settled.has(column)),
  }
}

const topRows = 10

function sheetOf(name: string, grid: readonly (readonly Cell[])[]): Sheet {
  const sheet = name.toLowerCase()
  const headers = (grid[0] ?? []).map((header) => columnName(sheet, textOf(header)))
  const places = new Map<string, number>()
  headers.forEach((column, index) => {
    if (column !== '' && !places.has(column)) places.set(column, index)
  })
  const texts = grid.slice(1).map((cells) => cells.map(textOf))
  const width = Math.max(0, ...grid.map((cells) => cells.length))
  const nameless = Array.from({ length: width }, (_, index) => index).flatMap((index) => {
    const column = headers[index] ?? ''
    const row = texts.findIndex((cells) => (cells[index] ?? '') !== '')
    return row < 0 || (column !== '' && places.get(column) === index)
      ? []
      : [{ letter: letterOf(index), column, row: row + 2 }]
  })
  const rows = texts
    .map((cells, index) => rowOf(index + 2, cells, places))
    .filter((row) => [...places.keys()].some((column) => row.has(column)))
  const top = grid.slice(0, topRows).map((cells) => cells.map((cell) => columnName(sheet, textOf(cell))))
  return { name, columns: [...places.keys()], rows, nameless, top }
}

/** A workbook of grids by sheet name, the header first. */
export function workbookOf(file: string, grids: ReadonlyMap<string, readonly (readonly Cell[])[]>): Workbook {
  const sheets = new Map([...grids].map(([name, grid]) => [name.trim().toLowerCase(), sheetOf(name.trim(), grid)]))
  return { file, sheet: (name) => sheets.get(name) ?? null, sheets: [...sheets.values()] }
}
