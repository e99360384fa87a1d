import type { Flow } from '../../core/flow.ts'
import { translated } from './languages.ts'
import type { Row, Sheet } from './workbook.ts'

/** Texts that an indicator has in each language. */
export const indicatorTexts = ['label', 'comparability'] as const

/** What the sheet "indicators" says: as it stands in a flow file, and its texts. */
export interface ImportedIndicators {
  readonly indicators: readonly Readonly<Record<string, unknown>>[]
  texts(language: string, isDefault: boolean): Readonly<Record<string, Readonly<Record<string, string>>>>
}

const namesIn = (row: Row, column: string) =>
  row
    .text(column)
    .split(/[\s,;]+/)
    .filter(Boolean)

/** Reads indicators; whether there is what they count is for the linter to say. */
export function readIndicators(sheet: Sheet | null): ImportedIndicators {
  const rows = sheet?.rows ?? []
  return {
    indicators: rows.map((row) => ({
      name: row.text('name'),
      questions: namesIn(row, 'questions'),
      counts: namesIn(row, 'counts'),
      ...(row.text('among') !== '' && { among: namesIn(row, 'among') }),
      ...(row.text('sdg') !== '' && { sdg: row.text('sdg') }),
      ...(/^(?:yes|true|1)$/i.test(row.text('comparable')) && { comparable: true }),
    })),
    texts: (language, isDefault) =>
      Object.fromEntries(
        rows.map((row) => [
          row.text('name'),
          Object.fromEntries(
            indicatorTexts.map((key) => [key, translated(sheet as Sheet, row, key, language, isDefault)]),
          ),
        ]),
      ),
  }
}

/** Indicators as rows of the sheet, without their texts. */
export const indicatorRows = ({ indicators }: Flow) =>
  indicators.map(({ name, questions, counts, among = [], sdg = '', comparable }) => ({
    ...{ name, questions: questions.join(' '), counts: counts.join(' '), among: among.join(' '), sdg },
    comparable: comparable ? 'yes' : '',
  }))
