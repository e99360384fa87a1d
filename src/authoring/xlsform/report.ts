import type { Finding } from '../findings.ts'

/** Notes what is wrong in a sheet. `column` is null where it is about the whole row, `row` 1 where it is about the column. */
export type Report = (
  sheet: string,
  row: number,
  column: string | null,
  message: string,
  severity?: Finding['severity'],
) => void

interface Noted {
  readonly sheet: string
  readonly row: number
  readonly column: string | null
  readonly message: string
  readonly severity: Finding['severity']
}

/** What is found in a workbook, until all of it is known. */
export function createReport(file: string, sheets: readonly string[]) {
  const noted: Noted[] = []
  const report: Report = (sheet, row, column, message, severity = 'error') =>
    void noted.push({ sheet, row, column, message, severity })
  return {
    report,
    /** Errors first, then by sheet and row; with the question that stands on the row of the sheet "survey". */
    findings(questions: ReadonlyMap<number, string>): Finding[] {
      const place = ({ severity, sheet }: Noted) =>
        (severity === 'error' ? 0 : sheets.length + 1) + sheets.indexOf(sheet)
      return noted
        .toSorted((a, b) => place(a) - place(b) || a.row - b.row)
        .map(({ sheet, row, column, message, severity }) => {
          const question = sheet.toLowerCase() === 'survey' ? questions.get(row) : undefined
          const named = question === undefined || message.includes(`"${question}"`) ? '' : ` (question "${question}")`
          return {
            ...{ severity, file: `${file}, sheet "${sheet}", row`, line: row },
            message: `${column === null ? message : `column "${column}": ${message}`}${named}`,
            ...(question !== undefined && { question }),
          }
        })
    },
  }
}
