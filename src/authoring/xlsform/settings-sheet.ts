import { languageCode, languagesIn, translated } from './languages.ts'
import { expressionText, flowName } from './names.ts'
import type { Report, Row, Sheet } from './workbook.ts'

/** What the sheet "settings" says of a form as a whole. */
export interface ImportedSettings {
  readonly name: string
  readonly round: string | undefined
  /** What the form's author calls this version. */
  readonly version: string | undefined
  readonly defaultLanguage: string
  readonly languages: readonly string[]
  /** By language. */
  readonly keywords: Readonly<Record<string, readonly string[]>>
  readonly titles: Readonly<Record<string, string>>
  /** `source`, `draft` or `reviewed`, where it is said. */
  readonly translations: Readonly<Record<string, string>>
  /** Further keys of the flow file, as they are written there. */
  readonly more: Readonly<Record<string, unknown>>
  /** Language → the flow's own wording of texts of the program, by path such as `consent.label`. */
  readonly system: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const nobody: Row = { number: 2, text: () => '' }
const words = (text: string) =>
  text
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter(Boolean)

/** Reads the settings; what is not said there gets a default, with a warning where people will see it. */
export function readSettings(
  sheet: Sheet | null,
  fileName: string,
  spoken: readonly string[],
  report: Report,
): ImportedSettings {
  const given: Sheet = sheet ?? { name: 'settings', columns: [], rows: [] }
  const row = given.rows[0] ?? nobody
  const warn = (column: string, message: string) => report(given.name, row.number, column, message, 'warning')
  const own = languagesIn(given, report)
  const wanted = row.text('default_language')
  const defaultLanguage = (wanted && languageCode(wanted)) || own[0] || spoken[0] || 'en'
  if (wanted !== '' && languageCode(wanted) === undefined)
    report(
      given.name,
      row.number,
      'default_language',
      `which language is "${wanted}"? write its code, as in "Bangla (bn)"`,
    )
  const languages = [...new Set([defaultLanguage, ...spoken, ...own])]
  const name = flowName(row.text('form_id') || row.text('id_string') || row.text('form_title') || fileName)
  const inLanguages = (column: string) =>
    languages.map((language): [string, string] => [
      language,
      translated(given, row, column, language, language === defaultLanguage),
    ])

  const keywords = inLanguages('keyword').map(([language, text]): [string, string[]] => {
    if (text !== '') return [language, words(text)]
    const keyword = `${name.replaceAll('-', '').toUpperCase()}${language === defaultLanguage ? '' : language.toUpperCase()}`
    warn(`keyword::${language}`, `people begin by sending a word; until you write one it is ${keyword}`)
    return [language, [keyword]]
  })
  const titles = inLanguages('title').map(([language, text]): [string, string] => [
    language,
    text || row.text('form_title') || name,
  ])
  const system: Record<string, Record<string, string>> = {}
  for (const column of given.columns) {
    const [path = '', language] = column.split('::')
    const code = language === undefined ? defaultLanguage : languageCode(language)
    if (!path.startsWith('system.') || code === undefined || row.text(column) === '') continue
    system[code] = { ...system[code], [path.slice('system.'.length)]: row.text(column) }
  }
  const text = (column: string, key = column) => (row.text(column) === '' ? {} : { [key]: row.text(column) })
  const says = (column: string) => (/^(?:yes|true|1)$/i.test(row.text(column)) ? { [column]: true } : {})
  const perRound = row.text('answers_per_round')
  return {
    name,
    defaultLanguage,
    languages,
    // What Kobo and others call the version changes whenever somebody saves the form: it names no round.
    round: row.text('round') || undefined,
    version: row.text('version') || undefined,
    keywords: Object.fromEntries(keywords),
    titles: Object.fromEntries(titles),
    translations: Object.fromEntries(inLanguages('translation').filter(([, state]) => state !== '')),
    more: {
      ...(perRound === '' ? {} : { answers_per_round: Number(perRound) }),
      ...says('referral'),
      ...says('offer_results'),
      ...text('referral_place'),
      ...text('sms_is_safe_because'),
      ...readScorecard(row),
      ...(row.text('eligible') === '' ? {} : { eligible: expressionText(row.text('eligible')) }),
    },
    system,
  }
}

/** The columns `scorecard.…`, where one of them is filled: the flow file's own check says what is missing. */
function readScorecard(row: Row) {
  const text = (key: string) => row.text(`scorecard.${key}`)
  const named = ['service_point', 'focus_group', 'provider'].map((key) => [key, text(key)] as const)
  const filled = [...named, ['indicators', text('indicators')] as const].filter(([, value]) => value !== '')
  if (filled.length === 0) return {}
  return {
    scorecard: Object.fromEntries(filled.map(([key, value]) => [key, key === 'indicators' ? words(value) : value])),
  }
}
