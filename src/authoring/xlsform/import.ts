import { stringify } from 'yaml'
import { isReserved, reservedAdvice } from '../../core/names.ts'
import type { DraftFiles } from '../draft.ts'
import type { Finding } from '../findings.ts'
import { readChoices } from './choices-sheet.ts'
import { readIndicators } from './indicators-sheet.ts'
import { languagesIn, translated } from './languages.ts'
import { type ImportedSettings, readSettings } from './settings-sheet.ts'
import { type ImportedSurvey, otherChoice, readSurveySheet } from './survey-sheet.ts'
import { createReport, type Workbook } from './workbook.ts'

export interface ImportedForm {
  readonly name: string
  /** The flow file and a file of texts for each language. */
  readonly files: DraftFiles
  /** What was refused (errors) and what was left out or made up (warnings), with sheet, row and column. */
  readonly findings: readonly Finding[]
}

/** What `or_other` asks and offers, where the form does not say it. */
const otherTexts: Readonly<Record<string, { readonly choice: string; readonly question: string }>> = {
  en: { choice: 'Other', question: 'Which other one?' },
  bn: { choice: 'অন্য', question: 'অন্য কোনটি?' },
  sw: { choice: 'Nyingine', question: 'Nyingine ipi?' },
}
const english = { choice: 'Other', question: 'Which other one?' }

/** `{ 'consent.label': 'x' }` → `{ consent: { label: 'x' } }`; without a prototype that a name could be mistaken for. */
function nested(flat: Readonly<Record<string, string>>): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null)
  for (const [path, text] of Object.entries(flat)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let place = result
    for (const key of keys) {
      if (typeof place[key] !== 'object') place[key] = Object.create(null)
      place = place[key] as Record<string, unknown>
    }
    place[last] = text
  }
  return result
}

/** Columns whose names cannot be told from the program's own. */
function reportReserved(workbook: Workbook, report: ReturnType<typeof createReport>): void {
  for (const name of ['survey', 'choices', 'settings', 'indicators'])
    for (const column of workbook.sheet(name)?.columns ?? [])
      if (column.split(/::|\./).some(isReserved)) report(name, 1, column, reservedAdvice)
}

/**
 * Reads an XLSForm (https://xlsform.org/en/) into the files of a flow. Never throws: what a conversation of short messages
 * cannot do is among the findings, all of it at once. Whether the flow is good is for the linter to say.
 */
export function importXlsForm(workbook: Workbook): ImportedForm {
  const findings: Finding[] = []
  const report = createReport(workbook.file, findings)
  reportReserved(workbook, report)
  const survey = workbook.sheet('survey') ?? { name: 'survey', columns: [], rows: [] }
  const choicesSheet = workbook.sheet('choices')
  const spoken = languagesIn(survey, () => {})
  const fileName = workbook.file.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '')
  const settings = readSettings(workbook.sheet('settings'), fileName, spoken, report)
  languagesIn(survey, report)
  const choices = readChoices(choicesSheet, settings.defaultLanguage, report)
  const read = readSurveySheet(survey, choices, report)
  const { indicators, texts: indicatorTexts } = readIndicators(workbook.sheet('indicators'))

  const lists = new Map([...choices.lists].map(([list, items]) => [list, [...items]]))
  for (const { list } of read.others) {
    const items = lists.get(list) ?? []
    if (!items.some(({ name }) => name === otherChoice)) lists.set(list, [...items, { name: otherChoice }])
  }
  const languages = [...new Set([...settings.languages, ...choices.languages])]
  const flow = {
    name: settings.name,
    ...(settings.round !== undefined && { round: settings.round }),
    ...(settings.version !== undefined && { version: settings.version }),
    languages,
    keywords: settings.keywords,
    ...settings.more,
    survey: read.items,
    ...(lists.size > 0 && {
      choices: Object.fromEntries(
        [...lists].map(([list, items]) => [
          list,
          items.map((item) => (Object.keys(item).length === 1 ? item.name : item)),
        ]),
      ),
    }),
    ...(indicators.length > 0 && { indicators }),
  }
  const textsIn = (language: string) => {
    const isDefault = language === settings.defaultLanguage
    const state = settings.translations[language] ?? (isDefault ? 'source' : 'draft')
    const own = settings.system[language]
    return {
      translation: state,
      title: settings.titles[language] ?? settings.name,
      questions: questionTexts(survey, read, language, isDefault, settings, report),
      ...(lists.size > 0 && {
        choices: Object.fromEntries(
          [...lists].map(([list, items]) => [
            list,
            Object.fromEntries(
              items.map(({ name }) => {
                const text = choices.text(language, list, name)
                const other = name === otherChoice ? (otherTexts[language] ?? english).choice : ''
                return [name, text || other]
              }),
            ),
          ]),
        ),
      }),
      ...(indicators.length > 0 && { indicators: indicatorTexts(language, isDefault) }),
      ...(own && { system: nested(own) }),
    }
  }
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  return {
    name: settings.name,
    files: {
      [`flows/${settings.name}.yaml`]: stringify(flow, { lineWidth: 120 }),
      ...Object.fromEntries(
        languages.map((language) => [`locales/${language}/${settings.name}.json`, json(textsIn(language))]),
      ),
    },
    findings,
  }
}

/** Label, hint and messages of every question in one language; a missing label is reported with its cell. */
function questionTexts(
  sheet: Parameters<typeof translated>[0],
  { questions, others }: ImportedSurvey,
  language: string,
  isDefault: boolean,
  { defaultLanguage }: ImportedSettings,
  report: ReturnType<typeof createReport>,
): Record<string, Record<string, string>> {
  const columns = ['label', 'hint', 'constraint_message', 'refused']
  const asked = questions.map(({ name, row }): [string, Record<string, string>] => {
    const texts = columns.map((column): [string, string] => [
      column,
      translated(sheet, row, column, language, isDefault),
    ])
    if (texts[0]?.[1] === '')
      report(sheet.name, row.number, `label::${language}`, `the text of "${name}" is missing in this language`)
    return [name, Object.fromEntries(texts.filter(([, text]) => text !== ''))]
  })
  const added = others.map(({ name }): [string, Record<string, string>] => [
    name,
    { label: (otherTexts[language] ?? otherTexts[defaultLanguage] ?? english).question },
  ])
  return Object.fromEntries([...asked, ...added])
}
