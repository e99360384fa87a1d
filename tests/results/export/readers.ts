import { parse } from 'csv-parse/sync'

/** One interview as somebody reads it who has nothing but the files: by column, as text. */
export type Line = Readonly<Record<string, string>>

/** How the interviews are read again from what a format wrote; formats without one hold no interviews. */
export const readers: Readonly<Record<string, (files: ReadonlyMap<string, Buffer>) => Promise<Line[]> | Line[]>> = {
  csv: (files) => parse(files.get('interviews.csv') ?? '', { columns: true, bom: true, record_delimiter: '\r\n' }),
}
