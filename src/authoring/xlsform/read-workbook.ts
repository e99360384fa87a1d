import { parse } from 'csv-parse/sync'
import readXlsx from 'read-excel-file/node'
import { Problem } from '../../problem.ts'
import { ArchiveError, checkedArchive, mostColumns, mostRows } from './archive.ts'
import { decoded } from './decoding.ts'
import { readOds } from './read-ods.ts'
import { type Cell, type Workbook, workbookOf } from './workbook.ts'

type Grids = ReadonlyMap<string, readonly (readonly Cell[])[]>

/** Characters of a form as text. */
const longestText = 3_000_000

/** Formats that are not read, and how to come to one that is. */
const otherFormats: Readonly<Record<string, string>> = {
  xls: 'open it in Excel, LibreOffice or Google Sheets and save it as .xlsx first',
  xlsb: 'save it as .xlsx first',
  xlsm: 'save it as .xlsx first',
  numbers: 'export it as .xlsx first',
  gsheet: 'download it from Google Sheets as .xlsx first',
  xml: 'this is what a form is turned into; upload the spreadsheet that it was made of',
}

const sheetNames = ['survey', 'choices', 'settings']

/** One file for all sheets: the first column names the sheet, where it is filled, and the rows below belong to it. */
function sheetsOf(rows: readonly (readonly string[])[]): Grids {
  const grids = new Map<string, string[][]>()
  let current: string[][] | undefined
  for (const [first = '', ...rest] of rows) {
    if (first.trim() !== '') {
      current = []
      grids.set(first.trim(), current)
    }
    if (current && rest.some((cell) => cell.trim() !== '')) current.push([...rest])
  }
  return grids
}

const parsedBy = (text: string, delimiter: string): Grids =>
  sheetsOf(parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }))

/** Which sign stands between the cells is seen by what comes out: a sheet "survey" with a column "type". */
function readCsv(text: string): Grids {
  const own = text.replace(/^sep=.\r?\n/i, '')
  for (const delimiter of [',', ';', '\t', '|']) {
    const grids = parsedBy(own, delimiter)
    const survey = [...grids].find(([name]) => name.toLowerCase() === 'survey')?.[1]
    if (survey?.[0]?.some((cell) => /^type$/i.test(String(cell).trim()))) return grids
  }
  return parsedBy(own, ',')
}

/** Pipe tables, as they are written in Markdown; `\|` is a pipe in a cell. */
function readMarkdown(text: string): Grids {
  const rows = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]*$/.test(line))
    .map((line) =>
      line
        .replace(/^\||\|$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.replaceAll('\\|', '|').trim()),
    )
  return sheetsOf(rows)
}

async function readSpreadsheet(bytes: Buffer): Promise<Grids> {
  const sheets = await readXlsx(checkedArchive(bytes))
  return new Map(sheets.map(({ sheet, data }) => [sheet, data as Cell[][]]))
}

const readers: Readonly<Record<string, (bytes: Buffer) => Grids | Promise<Grids>>> = {
  xlsx: readSpreadsheet,
  ods: (bytes) => readOds(bytes),
  csv: (bytes) => readCsv(decoded(bytes)),
  tsv: (bytes) => readCsv(decoded(bytes)),
  md: (bytes) => readMarkdown(decoded(bytes)),
}

/** No form is so large; what reads it looks at every cell several times. */
function checkSize(file: string, grids: Grids): void {
  const sizes = [...grids.values()].map((grid) => [
    grid.length,
    grid.reduce((most, row) => Math.max(most, row.length), 0),
  ])
  if (sizes.every(([rows = 0, columns = 0]) => rows <= mostRows && columns <= mostColumns)) return
  const detail = `a sheet has more than ${mostRows} rows or ${mostColumns} columns; delete those that are not part of the form`
  throw new Problem('form_unreadable', `${file}: ${detail}`)
}

/**
 * Reads a spreadsheet (`.xlsx`, `.ods`), or one file that holds all sheets (`.csv`, `.md`, as pyxform takes them). Throws `form_unreadable`
 * where it is none, or has no sheet "survey".
 */
export async function readWorkbook(file: string, bytes: Buffer): Promise<Workbook> {
  const extension = file.split('.').at(-1)?.toLowerCase() ?? ''
  const reader = Object.hasOwn(readers, extension) ? readers[extension] : undefined
  if (!reader) {
    const old = Object.hasOwn(otherFormats, extension) ? `: ${otherFormats[extension]}` : ''
    throw new Problem('form_unreadable', `${file} is no .xlsx, .ods, .csv or .md file${old}`)
  }
  if (!['xlsx', 'ods'].includes(extension) && bytes.length > longestText)
    throw new Problem('form_unreadable', `${file} is larger than any form; take out what is not part of the form`)
  let grids: Grids
  try {
    grids = await reader(bytes)
  } catch (cause) {
    if (cause instanceof ArchiveError) throw new Problem('form_unreadable', `${file}: ${cause.message}`)
    throw new Problem('form_unreadable', `${file} is broken, or no .${extension} file; save it anew`, { cause })
  }
  checkSize(file, grids)
  const workbook = workbookOf(file, grids)
  if (workbook.sheet('survey')) return workbook
  const found = [...grids.keys()].join(', ') || 'none'
  throw new Problem(
    'form_unreadable',
    `${file} has no sheet "survey"; an XLSForm has the sheets ${sheetNames.join(', ')}, and it has: ${found}`,
  )
}
