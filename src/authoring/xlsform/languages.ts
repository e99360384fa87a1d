import type { Report, Row, Sheet } from './workbook.ts'

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
codes.set('bengali', 'bn').set('kiswahili', 'sw').set('chichewa', 'ny')

/** `Bangla (bn)` → `bn`; `Bangla` → `bn`; undefined where it is no language that we know. */
export function languageCode(written: string): string | undefined {
  const code = /\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)\s*$/.exec(written)?.[1]
  if (code !== undefined) return code.length <= 3 ? code.toLowerCase() : code
  const name = written.trim().toLowerCase()
  return codes.get(name) ?? (/^[a-z]{2,3}$/.test(name) ? name : undefined)
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
    else report(sheet.name, 1, column, `which language is "${language}"? write its code, as in "${name}::Bangla (bn)"`)
  }
  return [...found]
}

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
