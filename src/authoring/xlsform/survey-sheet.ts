import { findQuestionType } from '../../core/questions/index.ts'
import type { ImportedChoices } from './choices-sheet.ts'
import { readExpression } from './expressions.ts'
import { listName, questionName } from './names.ts'
import type { Report } from './report.ts'
import { isRepeat, typeOf } from './row-type.ts'
import { reportColumns } from './survey-columns.ts'
import {
  type ExpressionColumn,
  type ImportedGroup,
  type ImportedItem,
  introductionOf,
  isGroup,
  withoutEmptyGroups,
} from './survey-items.ts'
import { isYes, type namesIn } from './survey-names.ts'
import { unsupportedTypes } from './unsupported.ts'
import type { Row, Sheet } from './workbook.ts'

/** A row that is shown or told: where its texts are. */
interface ImportedQuestion {
  readonly name: string
  readonly row: Row
  /** All that it says is told at once, and no reply to it can be wrong. */
  readonly isTold: boolean
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
  /** What stands on each row, by the row's number. */
  readonly named: ReadonlyMap<number, string>
}

/** The sheet "survey": questions and groups. What a phone cannot do is reported with what to do instead. */
export function readSurveySheet(
  sheet: Sheet,
  choices: ImportedChoices,
  names: ReturnType<typeof namesIn>,
  report: Report,
): ImportedSurvey {
  const items: ImportedItem[] = []
  const questions: ImportedQuestion[] = []
  const others: AddedQuestion[] = []
  const taken = new Map<string, string>()
  const named = new Map<number, string>()
  const groupRows = new Map<string, Row>()
  /** Where the next row goes, and the row on which its group began. */
  const open: { items: ImportedItem[]; row: number }[] = [{ items, row: 1 }]
  /** Inside a repeat nothing is read. */
  let repeats = 0

  reportColumns(sheet, report)

  function nameOf(row: Row): string {
    const written = row.text('name').normalize('NFC')
    const name = questionName(written)
    if (written !== '') named.set(row.number, name)
    if (written === '') report(sheet.name, row.number, 'name', 'this is missing')
    else if (written !== name)
      report(sheet.name, row.number, 'name', `"${written}" is called "${name}" here, also in conditions`, 'warning')
    take(row, name, written)
    return name
  }

  function take(row: Row, name: string, written: string): void {
    const other = taken.get(name)
    if (other !== undefined)
      report(sheet.name, row.number, 'name', `"${other}" already has this name; choose another one`)
    taken.set(name, written)
  }

  function expressions(
    row: Row,
    columns: readonly ExpressionColumn[],
    own?: string,
  ): Partial<Record<ExpressionColumn, string>> {
    const found: Partial<Record<ExpressionColumn, string>> = {}
    for (const column of columns) {
      const written = row.text(column)
      if (written === '') continue
      const shown = column === 'calculation' && own !== undefined ? names.shownBy.get(own) : undefined
      const place = {
        row: row.number,
        own,
        filters: column === 'choice_filter',
        looksAtAnswer: column === 'constraint',
      }
      const read = readExpression(shown === undefined ? written : `\${${shown}}`, names, place)
      if ('source' in read) found[column] = read.source
      if (shown !== undefined && 'source' in read)
        report(
          ...[sheet.name, row.number, column],
          `"${own}" keeps the name of the choice; texts that repeat it show the label by \${${shown}}`,
          'warning',
        )
      if ('fault' in read) report(sheet.name, row.number, column, read.fault)
    }
    return found
  }

  function beginGroup(row: Row): void {
    const name = row.has('name') ? nameOf(row) : `group_${row.number}`
    named.set(row.number, name)
    const { relevant } = expressions(row, ['relevant'])
    const sensitive = isYes(row.text('sensitive')) ? { sensitive: true as const } : {}
    const group: ImportedGroup = { type: 'group', name, ...(relevant && { relevant }), ...sensitive, survey: [] }
    groupRows.set(name, row)
    open.at(-1)?.items.push(group)
    open.push({ items: group.survey, row: row.number })
  }

  function endGroup(row: Row): void {
    row.settle(['name', 'label'])
    if (open.length > 1) open.pop()
    else report(sheet.name, row.number, 'type', 'no group is open here; take the row out, or write its begin_group')
  }

  /** What a question takes, as far as its type does. */
  function question(row: Row, typeName: string, list = '', orOther = false, calculation?: string): void {
    const type = findQuestionType(typeName)
    if (!type) return
    const name = nameOf(row)
    const properties = [...type.properties.required, ...type.properties.optional]
    const columns = (['relevant', ...properties] as const).filter(
      (each): each is ExpressionColumn => each !== 'list' && each !== 'free_text_because',
    )
    if (!columns.includes('calculation') && row.text('calculation') !== '')
      report(
        ...[sheet.name, row.number, 'calculation'],
        type.way === 'ask'
          ? 'what is asked is not computed as well; write the type calculate, or delete the calculation'
          : 'a note computes nothing; write a row of the type calculate before it, and ${its_name} in the label',
      )
    if (columns.includes('calculation') && calculation === undefined && !row.has('calculation'))
      report(sheet.name, row.number, 'calculation', 'this is missing: say what is computed')
    const given = {
      ...expressions(row, columns, name),
      ...(calculation !== undefined && { calculation }),
    }
    const because = properties.includes('free_text_because') ? row.text('free_text_because') : ''
    const more = {
      ...given,
      ...(because !== '' && { free_text_because: because }),
      ...(isYes(row.text('disaggregate')) && { disaggregate: true as const }),
    }
    open.at(-1)?.items.push({ type: list === '' ? typeName : `${typeName} ${list}`, name, ...more })
    if (type.way !== 'compute' || list !== '') questions.push({ name, row, isTold: type.way === 'tell' })
    if (!orOther) return
    const other = `${name}_other`
    take(row, other, other)
    others.push({ name: other, list })
    open.at(-1)?.items.push({ type: 'text', name: other, relevant: `selected(\${${name}}, 'other')` })
  }

  /** The list of this name; undefined where there is none, and that is reported. */
  function listNamed(row: Row, column: string, written: string): string | undefined {
    const list = choices.listNamed(written)
    const known = [...choices.lists.keys()].join(', ') || 'none'
    if (list === undefined)
      report(sheet.name, row.number, column, `the sheet "choices" has no list "${written}"; it has: ${known}`)
    else if (list.toLowerCase() !== listName(written).toLowerCase() || list !== listName(written))
      report(sheet.name, row.number, column, `"${written}" is taken for the list "${list}"`, 'warning')
    return list
  }

  function select(row: Row, typeName: string, rest: readonly string[]): void {
    const more = rest.slice(1).join(' ')
    const orOther = /^or[ _](?:specify[ _])?other$/.test(more)
    if (rest[0] === undefined) report(sheet.name, row.number, 'type', `write "${typeName} name_of_a_list"`)
    else if (more !== '' && !orOther)
      report(sheet.name, row.number, 'type', `"${more}" means nothing here; write "${typeName} ${rest[0]}"`)
    else {
      const list = listNamed(row, 'type', rest[0])
      if (list !== undefined) {
        question(row, typeName, list, orOther)
        return
      }
    }
    row.settle()
  }

  /** What has no list in XLSForm, and may have one here: in a column of its own, so that other tools still read the form. */
  function listBeside(row: Row, typeName: string): string {
    const written = findQuestionType(typeName)?.properties.optional.includes('list') ? row.text('value_list') : ''
    return written === '' ? '' : (listNamed(row, 'value_list', written) ?? '')
  }

  /** A value that is set and not asked. */
  function fixed(row: Row): void {
    const written = row.text('default')
    const quote = written.includes("'") ? '"' : "'"
    if (row.has('calculation')) question(row, 'calculate', listBeside(row, 'calculate'))
    else if (written.includes("'") && written.includes('"'))
      report(sheet.name, row.number, 'default', 'a fixed text holds either \' or ", not both')
    else if (/\$\{|\(.*\)/.test(written)) {
      const read = readExpression(written, names, { row: row.number })
      if ('source' in read) question(row, 'calculate', '', false, read.source)
      else report(sheet.name, row.number, 'default', read.fault)
    } else if (written !== '') question(row, 'calculate', '', false, `${quote}${written}${quote}`)
    else {
      row.settle()
      const message = 'a hidden question without a calculation or default says nothing; left out'
      report(sheet.name, row.number, 'type', message, 'warning')
    }
  }

  function entry(row: Row, written: string): void {
    const { typeName, rest } = typeOf(written)
    const type = findQuestionType(typeName)
    const isComputed = type?.way === 'compute' && !row.has('calculation') && row.has('default')
    const isFixed = isComputed || (isYes(row.text('read_only')) && (row.has('calculation') || row.has('default')))
    if (typeName === 'begin_group') beginGroup(row)
    else if (typeName === 'end_group') endGroup(row)
    else if (typeName === 'hidden' || (type && isFixed)) fixed(row)
    else if (type?.properties.required.includes('list')) select(row, typeName, rest)
    else if (type && isYes(row.text('read_only')) && type.way === 'ask') question(row, 'note')
    else if (type) question(row, typeName, listBeside(row, typeName))
    else {
      row.settle()
      report(sheet.name, row.number, 'type', `there is no question type "${written}"; look for a spelling mistake`)
    }
  }

  for (const row of sheet.rows) {
    const written = row.text('type')
    const { typeName } = typeOf(written)
    const unsupported = Object.hasOwn(unsupportedTypes, typeName) ? unsupportedTypes[typeName] : undefined
    if (isRepeat('begin', typeName)) repeats++
    if (isRepeat('end', typeName)) repeats = Math.max(0, repeats - 1)
    if (written === '' || isYes(row.text('disabled')) || unsupported || repeats > 0) row.settle()
    if (written === '') report(sheet.name, row.number, 'type', 'this is missing')
    else if (isYes(row.text('disabled'))) {
      named.set(row.number, questionName(row.text('name')))
      report(sheet.name, row.number, 'disabled', 'the row is left out, as it says', 'warning')
    } else if (unsupported) {
      if (row.has('name')) named.set(row.number, questionName(row.text('name')))
      const severity = unsupported.leave ? 'warning' : 'error'
      if (!isRepeat('end', typeName))
        report(sheet.name, row.number, 'type', `"${written}": ${unsupported.why}`, severity)
    } else if (repeats === 0) entry(row, written)
  }
  for (const { row } of open.slice(1)) report(sheet.name, row, 'type', 'this group has no end_group')
  const kept = withoutEmptyGroups(items, (name) => {
    const row = groupRows.get(name)
    row?.settle()
    report(sheet.name, row?.number ?? 1, 'type', 'nothing of this group is left to ask, so it is left out', 'warning')
  })
  if (kept.length === 0) report(sheet.name, 1, null, 'nothing is left to ask')

  /** What groups say is told before their first question. */
  function introduced(inner: readonly ImportedItem[]): ImportedItem[] {
    return inner.map((item) => {
      if (!isGroup(item)) return item
      const survey = introduced(item.survey)
      const row = groupRows.get(item.name)
      if (!row || !sheet.columns.some((column) => /^(?:label|hint)(?:::|$)/.test(column) && row.has(column)))
        return { ...item, survey }
      let name = `${item.name}_label`
      while (taken.has(name)) name += '_'
      taken.set(name, name)
      questions.push({ name, row, isTold: true })
      return { ...item, survey: [introductionOf({ ...item, survey }, name), ...survey] }
    })
  }
  return { items: introduced(kept), questions, others, named }
}
