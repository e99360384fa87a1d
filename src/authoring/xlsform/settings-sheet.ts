import { languageCode, languagesIn, translated, translatedColumns } from './languages.ts'
import { flowName } from './names.ts'
import type { Report } from './report.ts'
import type { Row, Sheet } from './workbook.ts'

/** What the sheet "settings" says of a form as a whole. */
export interface ImportedSettings {
  readonly name: string
  /** As it is written; '' where nothing is. */
  readonly eligible: string
  /** Where the settings stand. */
  readonly row: number
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

const nobody: Row = {
  number: 2,
  text: () => '',
  peek: () => '',
  has: () => false,
  settle: () => {},
  unsettled: () => [],
}

/** Settings of other programs, and why they mean nothing here. */
const ignoredSettings: Readonly<Record<string, string>> = {
  style: 'every phone shows questions in its own way',
  instance_name: 'answers have no names',
  public_key: 'answers are sealed with the keys of this service',
  submission_url: 'answers stay with this service',
  auto_send: 'nothing is sent from a phone without a browser',
  auto_delete: 'nothing stays on the phone that could be deleted',
  allow_choice_duplicates: 'each choice of a list has a name of its own',
  namespaces: 'this is for other programs',
  clean_text_values: 'spaces around texts are left out in any case',
  omit_instanceid: 'answers have no names',
  name: 'this is for other programs',
  prefix: 'this is for other programs',
  delimiter: 'this is for other programs',
  sms_keyword: 'write it into a column keyword::LANGUAGE',
  attribute: 'this is for other programs',
}

const ownSettings = [
  ...['form_title', 'form_id', 'id_string', 'default_language', 'round', 'version', 'answers_per_round', 'referral'],
  ...['offer_results', 'referral_place', 'sms_is_safe_because', 'eligible'],
]
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
  hasPlainTexts: boolean,
  report: Report,
): ImportedSettings {
  const given: Sheet = sheet ?? { name: 'settings', columns: [], rows: [], nameless: [], top: [] }
  const row = given.rows[0] ?? nobody
  const warn = (column: string, message: string) => report(given.name, row.number, column, message, 'warning')
  const own = languagesIn(given, report)
  const wanted = row.text('default_language')
  // A column "label" beside "label::French" is in none of the named languages.
  const plain = hasPlainTexts && spoken.length > 0 && wanted === '' ? 'en' : undefined
  const defaultLanguage = (wanted && languageCode(wanted)) || plain || own[0] || spoken[0] || 'en'
  if (plain !== undefined)
    report(
      ...['survey', 1, 'label'],
      'the columns without a language are taken for English: name their language, as in "label::English (en)", or write default_language into the sheet "settings"',
      'warning',
    )
  if (wanted !== '' && languageCode(wanted) === undefined)
    report(
      given.name,
      row.number,
      'default_language',
      `which language is "${wanted}"? write its code, as in "Bangla (bn)"`,
    )
  const languages = [...new Set([defaultLanguage, ...spoken, ...own])]
  const id = row.text('form_id') || row.text('id_string')
  const name = flowName(id || row.text('form_title') || fileName)
  accountForSettings(given, row, report)
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
  // A title that each language has in its own column is there for other programs; another one would be lost.
  if (titles.some(([, title]) => title === row.peek('form_title'))) row.settle(['form_title'])
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
    eligible: row.text('eligible'),
    row: row.number,
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
    },
    system,
  }
}

/** Settings of other programs are named, and those that stand below the first. */
function accountForSettings(sheet: Sheet, row: Row, report: Report): void {
  for (const column of sheet.columns) {
    const [name = ''] = column.split('::')
    const isOwn =
      ownSettings.includes(column) || /^(?:system|scorecard)\./.test(name) || translatedColumns.includes(name)
    if (isOwn || !row.has(column)) continue
    row.settle([column])
    const why = Object.hasOwn(ignoredSettings, name) ? `left out: ${ignoredSettings[name]}` : 'not known here; left out'
    report(sheet.name, row.number, column, why, 'warning')
  }
  for (const other of sheet.rows.slice(1)) {
    other.settle()
    report(sheet.name, other.number, null, 'the settings stand in one row; this one is left out', 'warning')
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
