import writeXlsx from 'write-excel-file/node'
import type { ExportedSheet } from './export.ts'

/** A width in characters that shows most of what stands in a column. */
const widthOf = (grid: ExportedSheet['grid'], column: number): number =>
  Math.min(60, Math.max(10, ...grid.map((row) => (row[column] ?? '').length + 2)))

/** An `.xlsx` file of these sheets, the header in bold and always in sight. Every cell is text: nothing is taken for a formula. */
export async function writeWorkbook(sheets: readonly ExportedSheet[]): Promise<Buffer> {
  return writeXlsx(
    sheets.map(({ name, grid }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: (grid[0] ?? []).map((_, column) => ({ width: widthOf(grid, column) })),
      data: grid.map((row, index) =>
        row.map((value) =>
          value === '' ? null : { value, type: String, ...(index === 0 && { fontWeight: 'bold' as const }) },
        ),
      ),
    })),
  ).toBuffer()
}
