import { findQuestionType } from '../../core/questions/index.ts'
import type { ImportedChoices } from './choices-sheet.ts'
import { languageCode, translatedColumns } from './languages.ts'
import { choiceName, expressionFault, expressionText, questionName } from './names.ts'
import { ignoredColumns, unsupportedTypes } from './unsupported.ts'
import type { Report, Row, Sheet } from './workbook.ts'

/** An entry of `survey` as a flow file writes it. */
type ImportedItem =
  | { type: 'group'; name: string; relevant?: string; sensitive?: true; survey: ImportedItem[] }
  | ({ type: string; name: string } & Partial<Record<ExpressionColumn | 'free_text_because', string>> & {
        disaggregate?: true
      })

/** A row that is shown or told: where its texts are. */
interface ImportedQuestion {
  readonly name: string
  readonly row: Row
}

/** A question that was added for `or_other`: "Which one?". */
interface AddedQuestion {
  readonly name: string
  readonly list: string
}

export interface ImportedSurvey {
  readonly items: readonly ImportedItem[]
  readonly questions: readonly ImportedQuestion[]
  /** Lists that need a further choice "other", and what asks for it. */
  readonly others: readonly AddedQuestion[]
}

type ExpressionColumn = 'relevant' | 'constraint' | 'choice_filter' | 'calculation'

/** Other ways of writing a type: XLSForm's own older ones, and those of the tools that read it. */
const typeAliases: readonly [RegExp, string][] = [
  [/^select[ _]one(?:[ _]from)?\b(?!_)/i, 'select_one'],
  [/^select[ _](?:multiple|all that apply)(?:[ _]from)?\b(?!_)/i, 'select_multiple'],
  [/^select1\b/i, 'select_one'],
  [/^(begin|end)[ _](group|repeat|loop)\b/i, '$1_$2'],
  [/^string\b/i, 'text'],
  [/^int\b/i, 'integer'],
  [/^phone number\b/i, 'phone_number'],
  [/^add note prompt\b/i, 'note'],
]

const knownColumns = [
  ...['type', 'name', 'relevant', 'constraint', 'choice_filter', 'calculation', 'required', 'read_only'],
  ...['value_list', 'sensitive', 'disaggregate', 'free_text_because'],
  ...translatedColumns,
]
const isYes = (text: string) => /^(?:yes|true|1|true\(\))$/i.test(text)

/** The sheet "survey": questions and groups. What a phone cannot do is reported with what to do instead. */
export function readSurveySheet(sheet: Sheet, choices: ImportedChoices, report: Report): ImportedSurvey {
  const items: ImportedItem[] = []
  const questions: ImportedQuestion[] = []
  const others: AddedQuestion[] = []
  const taken = new Map<string, string>()
  /** Where the next row goes, and the row on which its group began. */
  const open: { items: ImportedItem[]; row: number }[] = [{ items, row: 1 }]
  /** Inside a repeat nothing is read. */
  let repeats = 0

  reportColumns(sheet, report)

  function nameOf(row: Row): string {
    const written = row.text('name')
    const name = questionName(written)
    if (written !== name)
      report(sheet.name, row.number, 'name', `"${written}" is called "${name}" here, also in conditions`, 'warning')
    const other = taken.get(name)
    if (other !== undefined)
      report(sheet.name, row.number, 'name', `"${other}" already has this name; choose another one`)
    taken.set(name, written)
    return name
  }

  function expressions(row: Row, columns: readonly ExpressionColumn[]): Partial<Record<ExpressionColumn, string>> {
    const found: Partial<Record<ExpressionColumn, string>> = {}
    for (const column of columns) {
      const source = expressionText(row.text(column))
      if (source === '') continue
      const fault = expressionFault(source)
      if (fault === undefined) found[column] = source
      else report(sheet.name, row.number, column, fault)
    }
    return found
  }

  function beginGroup(row: Row): void {
    const name = row.text('name') === '' ? `group_${row.number}` : nameOf(row)
    const inner: ImportedItem[] = []
    const { relevant } = expressions(row, ['relevant'])
    const sensitive = isYes(row.text('sensitive')) ? { sensitive: true as const } : {}
    const group = { type: 'group' as const, name, ...(relevant && { relevant }), ...sensitive, survey: inner }
    open.at(-1)?.items.push(group)
    open.push({ items: inner, row: row.number })
  }

  function endGroup(row: Row): void {
    if (open.length > 1) open.pop()
    else report(sheet.name, row.number, 'type', 'no group is open here; take the row out, or write its begin_group')
  }

  /** What a question takes, as far as its type does; the list of a select is checked. */
  function question(row: Row, typeName: string, list: string, orOther: boolean): void {
    const type = findQuestionType(typeName)
    if (!type) return
    const name = nameOf(row)
    const properties = [...type.properties.required, ...type.properties.optional]
    const columns = (['relevant', ...properties] as const).filter(
      (each): each is ExpressionColumn => each !== 'list' && each !== 'free_text_because',
    )
    const given = expressions(row, columns)
    const because = properties.includes('free_text_because') ? row.text('free_text_because') : ''
    const more = {
      ...given,
      ...(because !== '' && { free_text_because: because }),
      ...(isYes(row.text('disaggregate')) && { disaggregate: true as const }),
    }
    open.at(-1)?.items.push({ type: list === '' ? typeName : `${typeName} ${list}`, name, ...more })
    if (type.way !== 'compute' || list !== '') questions.push({ name, row })
    if (!orOther) return
    const other = `${name}_other`
    taken.set(other, other)
    others.push({ name: other, list })
    const chosen = `selected(\${${name}}, 'other')`
    open.at(-1)?.items.push({ type: 'text', name: other, relevant: chosen })
  }

  /** The list of this name; undefined where there is none, and that is reported. */
  function listNamed(row: Row, column: string, written: string): string | undefined {
    const list = questionName(written)
    if (choices.lists.has(list)) return list
    const known = [...choices.lists.keys()].join(', ') || 'none'
    report(sheet.name, row.number, column, `the sheet "choices" has no list "${written}"; it has: ${known}`)
  }

  function select(row: Row, typeName: string, rest: readonly string[]): void {
    const orOther = rest.join(' ').match(/\bor[ _](?:specify[ _])?other\b/) !== null
    if (rest[0] === undefined) report(sheet.name, row.number, 'type', `write "${typeName} name_of_a_list"`)
    else {
      const list = listNamed(row, 'type', rest[0])
      if (list !== undefined) question(row, typeName, list, orOther)
    }
  }

  /** What has no list in XLSForm, and may have one here: in a column of its own, so that other tools still read the form. */
  function listBeside(row: Row, typeName: string): string {
    const written = findQuestionType(typeName)?.properties.optional.includes('list') ? row.text('value_list') : ''
    return written === '' ? '' : (listNamed(row, 'value_list', written) ?? '')
  }

  /** A value that is set and not asked. */
  function hidden(row: Row): void {
    const given = row.text('calculation') || (row.text('default') && `'${row.text('default').replaceAll("'", '')}'`)
    if (given) question(withCalculation(row, given), 'calculate', '', false)
    else
      report(
        sheet.name,
        row.number,
        'type',
        'a hidden question without a calculation or default says nothing; left out',
        'warning',
      )
  }

  for (const row of sheet.rows) {
    const written = row.text('type')
    if (written === '') {
      report(sheet.name, row.number, 'type', 'this is missing')
      continue
    }
    const normal = typeAliases.reduce(
      (text, [pattern, name]) => text.replace(pattern, name),
      written.replace(/\s+/g, ' '),
    )
    const [word = '', ...rest] = normal.split(' ')
    const typeName = word.toLowerCase()
    const unsupported = Object.hasOwn(unsupportedTypes, typeName) ? unsupportedTypes[typeName] : undefined
    if (isRepeat('begin', typeName)) repeats++
    if (isRepeat('end', typeName)) repeats = Math.max(0, repeats - 1)
    if (unsupported) {
      if (!isRepeat('end', typeName))
        report(
          sheet.name,
          row.number,
          'type',
          `"${written}": ${unsupported.why}`,
          unsupported.leave ? 'warning' : 'error',
        )
    } else if (repeats > 0) continue
    else if (typeName === 'begin_group') beginGroup(row)
    else if (typeName === 'end_group') endGroup(row)
    else if (typeName === 'hidden') hidden(row)
    else if (findQuestionType(typeName)?.properties.required.includes('list')) select(row, typeName, rest)
    else if (findQuestionType(typeName)) question(row, readOnlyType(row, typeName), listBeside(row, typeName), false)
    else report(sheet.name, row.number, 'type', `there is no question type "${written}"; look for a spelling mistake`)
  }
  for (const { row } of open.slice(1)) report(sheet.name, row, 'type', 'this group has no end_group')
  if (items.length === 0) report(sheet.name, 1, null, 'nothing is left to ask')
  return { items, questions, others }
}

const isRepeat = (side: string, typeName: string) => typeName === `${side}_repeat` || typeName === `${side}_loop`

/** What cannot be changed is computed, where there is something to compute. */
function readOnlyType(row: Row, typeName: string): string {
  if (!isYes(row.text('read_only'))) return typeName
  return row.text('calculation') === '' ? 'note' : 'calculate'
}

const withCalculation = (row: Row, calculation: string): Row => ({
  number: row.number,
  text: (column) => (column === 'calculation' ? calculation : row.text(column)),
})

/** Columns that are left out, once each; and that every question may be skipped, whatever "required" says. */
function reportColumns(sheet: Sheet, report: Report): void {
  const warn = (column: string, message: string) => report(sheet.name, 1, column, message, 'warning')
  for (const column of sheet.columns) {
    const [name = '', language] = column.split('::')
    const ignored = Object.hasOwn(ignoredColumns, name) ? ignoredColumns[name] : undefined
    if (ignored !== undefined) warn(column, `left out: ${ignored}`)
    else if (!knownColumns.includes(name)) warn(column, 'not known here; left out')
    else if (language !== undefined && !translatedColumns.includes(name) && languageCode(language) !== undefined)
      warn(column, 'this column is the same in all languages; left out')
  }
  if (sheet.rows.some((row) => isYes(row.text('required'))))
    warn('required', 'every question can be skipped here: who must answer leaves, or answers anything')
}

export const otherChoice = choiceName('other')
