/** Where a spreadsheet takes a text for a formula: = + - @, their full-width forms, tab and line breaks. Source: OWASP, CSV Injection. */
const formula = /^[=+\-@＝＋－＠\t\r\n]/u

/** A text that no spreadsheet runs: an apostrophe before what would be a formula. Numbers are not texts and stay as they are. */
export const harmless = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** What may stand in a row: nothing, a number, a truth, or a text. */
export type CellValue = string | number | boolean | null

const written = (cell: CellValue): string => {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = harmless(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A line of CSV (RFC 4180), its end included. */
export const csvLine = (cells: readonly CellValue[]): string => `${cells.map(written).join(',')}\r\n`

const linesAtOnce = 1000

/** A CSV file in portions: the header, then a line for each row. */
export async function* csvFile<Row>(
  header: readonly string[],
  rows: AsyncIterable<Row>,
  cellsOf: (row: Row) => readonly CellValue[],
): AsyncGenerator<string> {
  let lines = [csvLine(header)]
  for await (const row of rows) {
    lines.push(csvLine(cellsOf(row)))
    if (lines.length < linesAtOnce) continue
    yield lines.join('')
    lines = []
  }
  yield lines.join('')
}
