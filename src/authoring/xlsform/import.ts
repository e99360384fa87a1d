import { stringify } from 'yaml'
import { findQuestionType } from '../../core/questions/index.ts'
import type { DraftFiles } from '../draft.ts'
import type { Finding } from '../findings.ts'
import { accountFor, headerBelow } from './account.ts'
import { type ImportedChoice, type ImportedChoices, readChoices } from './choices-sheet.ts'
import { exclusiveChoices } from './exclusive.ts'
import { type Names, readExpression, readText } from './expressions.ts'
import { readIndicators } from './indicators-sheet.ts'
import { hasPlainTexts, languagesIn, translated } from './languages.ts'
import { choiceName } from './names.ts'
import { createReport, type Report } from './report.ts'
import { type ImportedSettings, readSettings } from './settings-sheet.ts'
import { type ImportedItem, isGroup } from './survey-items.ts'
import { namesIn } from './survey-names.ts'
import { type ImportedSurvey, readSurveySheet } from './survey-sheet.ts'
import type { Sheet, Workbook } from './workbook.ts'

const emptySheet: Sheet = { name: 'survey', columns: [], rows: [], nameless: [], top: [] }
const otherChoice = 'other'

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

/** A title above the names of columns: nothing below it can be read. */
function titledSheets(workbook: Workbook, report: Report): boolean {
  const titled = workbook.sheets.flatMap((sheet) => {
    const at = headerBelow(sheet)
    return at === undefined ? [] : [{ sheet, at }]
  })
  for (const { sheet, at } of titled)
    report(sheet.name, 1, null, `the names of the columns stand in row ${at}; delete the rows above them`)
  return titled.length > 0
}

/** Lists as the questions need them: with "other" where it can be chosen, and what cannot be combined marked so. */
function listsFor(read: ImportedSurvey, choices: ImportedChoices): Map<string, readonly ImportedChoice[]> {
  const lists = new Map(choices.lists)
  for (const { list } of read.others) {
    const items = lists.get(list) ?? []
    if (!items.some(({ name }) => name === otherChoice)) lists.set(list, [...items, { name: otherChoice }])
  }
  const asked = (items: readonly ImportedItem[]): readonly ImportedItem[] =>
    items.flatMap((item) => (isGroup(item) ? asked(item.survey) : [item]))
  const several = asked(read.items).flatMap((item) => {
    const [type = '', list = ''] = item.type.split(' ')
    const isSeveral = findQuestionType(type)
    return isSeveral?.way === 'ask' && isSeveral.takesSeveral && !isGroup(item)
      ? [{ list, constraint: item.constraint }]
      : []
  })
  for (const [list, items] of lists) {
    const names = items.map(({ name }) => name)
    const found = several
      .filter((each) => each.list === list)
      .map(({ constraint }) => (constraint === undefined ? [] : exclusiveChoices(constraint, names)))
    // A list is marked only where all questions that take several of it say the same.
    const alone = names.filter((name) => found.length > 0 && found.every((each) => each.includes(name)))
    if (alone.length > 0)
      lists.set(
        list,
        items.map((item) => (alone.includes(item.name) ? { ...item, exclusive: true as const } : item)),
      )
  }
  return lists
}

/**
 * Reads an XLSForm (https://xlsform.org/en/) into the files of a flow. Never throws: what a conversation of short messages
 * cannot do is among the findings, all of it at once, errors first. Whatever is written is used, or named. Whether the flow is good is for the
 * linter to say.
 */
export function importXlsForm(workbook: Workbook): ImportedForm {
  const { report, findings } = createReport(
    workbook.file,
    workbook.sheets.map(({ name }) => name),
  )
  const isTitled = titledSheets(workbook, report)
  const survey = workbook.sheet('survey') ?? emptySheet
  const choicesSheet = workbook.sheet('choices')
  const spoken = languagesIn(survey, () => {})
  const fileName = workbook.file.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '')
  const hasPlain = hasPlainTexts(survey) || (choicesSheet !== null && hasPlainTexts(choicesSheet))
  const settings = readSettings(workbook.sheet('settings'), fileName, spoken, hasPlain, report)
  if (isTitled) return { name: settings.name, files: {}, findings: findings(new Map()) }
  languagesIn(survey, report)
  const choices = readChoices(choicesSheet, settings.defaultLanguage, report)
  const names = namesIn(survey, choices)
  const read = readSurveySheet(survey, choices, names, report)
  const { indicators, texts: indicatorTexts } = readIndicators(workbook.sheet('indicators'))
  const eligible = eligibleOf(settings, names, report)
  const lists = listsFor(read, choices)
  const languages = [...new Set([...settings.languages, ...choices.languages])]
  const flow = {
    name: settings.name,
    ...(settings.round !== undefined && { round: settings.round }),
    ...(settings.version !== undefined && { version: settings.version }),
    languages,
    keywords: settings.keywords,
    ...settings.more,
    ...eligible,
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
  const textOf = (sheet: Sheet, row: number, column: string, text: string) =>
    readText(text, names, names.shownBy, sheet.name === survey.name ? row : Number.POSITIVE_INFINITY, (message) =>
      report(sheet.name, row, column, message),
    )
  const choiceText = (language: string, list: string, name: string) => {
    const text = choices.text(language, list, name)
    const row = choicesSheet?.rows.find(
      (each) => choices.listNamed(each.peek('list_name')) === list && choiceName(each.peek('name')) === name,
    )
    return text.includes('${') && choicesSheet ? textOf(choicesSheet, row?.number ?? 1, 'label', text) : text
  }
  const textsIn = (language: string) => {
    const isDefault = language === settings.defaultLanguage
    const state = settings.translations[language] ?? (isDefault ? 'source' : 'draft')
    const own = settings.system[language]
    return {
      translation: state,
      title: settings.titles[language] ?? settings.name,
      questions: questionTexts(survey, read, language, settings, report, textOf),
      ...(lists.size > 0 && {
        choices: Object.fromEntries(
          [...lists].map(([list, items]) => [
            list,
            Object.fromEntries(
              items.map(({ name }) => {
                const other = name === otherChoice ? (otherTexts[language] ?? english).choice : ''
                return [name, choiceText(language, list, name) || other]
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
  const files = {
    [`flows/${settings.name}.yaml`]: stringify(flow, { lineWidth: 120 }),
    ...Object.fromEntries(
      languages.map((language) => [`locales/${language}/${settings.name}.json`, json(textsIn(language))]),
    ),
  }
  accountFor(workbook, report)
  return { name: settings.name, files, findings: findings(read.named) }
}

/** Who may answer, as a condition; nothing where it cannot be read. */
function eligibleOf({ eligible, row }: ImportedSettings, names: Names, report: Report) {
  if (eligible === '') return {}
  const read = readExpression(eligible, names, { row: Number.POSITIVE_INFINITY })
  if ('source' in read) return { eligible: read.source }
  report('settings', row, 'eligible', read.fault)
  return {}
}

/** Label, hint and messages of every question in one language; a missing label is reported with its cell. */
function questionTexts(
  sheet: Sheet,
  { questions, others }: ImportedSurvey,
  language: string,
  { defaultLanguage }: ImportedSettings,
  report: Report,
  textOf: (sheet: Sheet, row: number, column: string, text: string) => string,
): Record<string, Record<string, string>> {
  const isDefault = language === defaultLanguage
  const asked = questions.map(({ name, row, isTold }): [string, Record<string, string>] => {
    const read = (column: string) =>
      textOf(sheet, row.number, column, translated(sheet, row, column, language, isDefault))
    const [label, hint] = [read('label'), read('hint')]
    if (label === '' && !(isTold && hint !== ''))
      report(sheet.name, row.number, `label::${language}`, `the text of "${name}" is missing in this language`)
    // A hint is said after a reply that was not understood; to what is told nobody replies.
    const texts = isTold
      ? { label: [label, hint].filter(Boolean).join('\n') }
      : { label, hint, constraint_message: read('constraint_message'), refused: read('refused') }
    return [name, Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))]
  })
  const added = others.map(({ name }): [string, Record<string, string>] => [
    name,
    { label: (otherTexts[language] ?? otherTexts[defaultLanguage] ?? english).question },
  ])
  return Object.fromEntries([...asked, ...added])
}
