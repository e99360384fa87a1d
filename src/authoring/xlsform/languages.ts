import type { Report } from './report.ts'
import type { Row, Sheet } from './workbook.ts'

/** Columns that are written once for each language. */
export const translatedColumns = [
  ...['label', 'hint', 'constraint_message', 'refused', 'keyword', 'translation', 'title', 'comparability'],
]

const nameOf = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
const letters = [...'abcdefghijklmnopqrstuvwxyz']

/** Languages by what they are called in English, for headers without a code. */
const codes = new Map(
  letters
    .flatMap((first) => letters.map((second) => first + second))
    .map((code): [string, string] => [nameOf.of(code)?.toLowerCase() ?? '', code])
    .filter(([name]) => name !== ''),
)
codes.set('bengali', 'bn').set('kiswahili', 'sw').set('chichewa', 'ny').set('burmese', 'my')

/** `bn-BD`, `swa` → `bn`, `sw`: the language without its country; undefined where it is written like no code. */
function plainCode(written: string): string | undefined {
  if (!/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/.test(written)) return undefined
  return new Intl.Locale(written.replaceAll('_', '-')).language
}

/** `Bangla (bn)`, `Bangla`, `bn-BD`, `ben` → `bn`; undefined where it is no language that we know. */
export function languageCode(written: string): string | undefined {
  const [, before = '', bracket] = /^(.*?)(?:\(\s*([^()]*?)\s*\))?\s*$/s.exec(written.trim()) ?? []
  const byName = codes.get(before.trim().toLowerCase())
  // `English (UK)`: a country is written in capitals, a language is not.
  const isCountry = bracket !== undefined && byName !== undefined && /^[A-Z]{2}$/.test(bracket)
  const byCode = bracket === undefined || isCountry ? undefined : plainCode(bracket)
  if (byCode !== undefined) return byCode
  if (byName !== undefined) return byName
  const whole = bracket === undefined ? plainCode(written.trim()) : undefined
  return whole !== undefined && (written.trim() === written.trim().toLowerCase() || nameOf.of(whole) !== undefined)
    ? whole
    : undefined
}

/** How a language is written in a header: `Bangla (bn)`. */
export const languageHeader = (code: string): string => `${nameOf.of(code) ?? code} (${code})`

/** The languages of a sheet's columns; columns of unknown ones are reported. */
export function languagesIn(sheet: Sheet, report: Report): string[] {
  const found = new Set<string>()
  for (const column of sheet.columns) {
    const [name = '', language] = column.split('::')
    if (language === undefined || !translatedColumns.includes(name)) continue
    const code = languageCode(language)
    if (code) found.add(code)
    else {
      for (const row of sheet.rows) row.settle([column])
      report(sheet.name, 1, column, `which language is "${language}"? write its code, as in "${name}::Bangla (bn)"`)
    }
  }
  return [...found]
}

/** Whether a sheet has texts that say no language, beside those that do. */
export const hasPlainTexts = ({ rows }: Sheet): boolean => rows.some((row) => row.has('label') || row.has('hint'))

const columnsFound = new WeakMap<Sheet, Map<string, string | undefined>>()

/** The column of a name and a language, looked for once. */
function columnIn(sheet: Sheet, column: string, language: string): string | undefined {
  const found = columnsFound.get(sheet) ?? new Map<string, string | undefined>()
  columnsFound.set(sheet, found)
  const asked = `${column}::${language}`
  if (!found.has(asked))
    found.set(
      asked,
      sheet.columns.find((each) => {
        const [name, written] = each.split('::')
        return name === column && written !== undefined && languageCode(written) === language
      }),
    )
  return found.get(asked)
}

/** The text of a column in a language; without a column for the language the one that names none, if it is the default. */
export function translated(sheet: Sheet, row: Row, column: string, language: string, isDefault: boolean): string {
  const own = columnIn(sheet, column, language)
  const text = own === undefined ? '' : row.text(own)
  return text === '' && isDefault ? row.text(column) : text
}
