import type { Finding, Report, Row } from './figure.ts'

/** Columns as wide as their longest cell; numbers to the right. */
function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cell = (value: string | number | undefined) => (value === undefined ? '' : String(value))
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => cell(row[column]).length)))
  const line = (cells: readonly (string | number | undefined)[]) =>
    cells
      .map((value, index) => {
        const width = widths[index] as number
        return /^[\d.]/.test(cell(value)) ? cell(value).padStart(width) : cell(value).padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((row) => `  ${line(row)}`).join('\n')
}

function verdict({ met }: Finding): string {
  if (met === null) return 'cannot be told'
  return met ? 'met' : 'MISSED'
}

/** A figure for people: targets first, what else was measured, and what to know about it. */
export function format(title: string, { findings, rows, notes }: Report): string {
  const targets = findings.map((finding) => ({
    '': finding.what,
    target: finding.target,
    measured: finding.measured,
    result: verdict(finding),
  }))
  return [
    title,
    table(targets),
    ...(rows.length > 0 ? ['', table(rows)] : []),
    '',
    ...notes.map((note) => `  - ${note}`),
    '',
  ].join('\n')
}
