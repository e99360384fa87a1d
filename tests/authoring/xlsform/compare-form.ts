import { parse } from 'yaml'
import { importXlsForm } from '../../../src/authoring/xlsform/import.ts'
import { readWorkbook } from '../../../src/authoring/xlsform/read-workbook.ts'
import { type Saying, sayingsOf } from './independent-reading.ts'

interface Item {
  readonly type: string
  readonly name: string
  readonly survey?: readonly Item[]
  readonly [property: string]: unknown
}

type Locale = {
  readonly questions: Record<string, Record<string, string>>
  readonly choices?: Record<string, Record<string, string>>
}

const flat = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...flat(item.survey ?? [])])
/** A name without what capitals and spaces do to it: names that were changed are told by a warning, which stands beside. */
const folded = (name: string) => name.toLowerCase().replace(/\s+/g, '_')
const bare = (expression: unknown) =>
  folded(String(expression ?? ''))
    .replace(/_*([=<>!,()])_*/g, '$1')
    .replace(/\$\{_*|_*\}/g, (brace) => brace.replaceAll('_', ''))
    .replaceAll('"', "'")

/** What became of a form: the cells that mean the same here, those that were named, and those of which neither is true. */
export interface Comparison {
  readonly outcome: 'faithful' | 'named omissions' | 'refused' | 'silently changed'
  readonly named: readonly string[]
  readonly silent: readonly string[]
}

/** Imports a form and holds it against an independent reading of its cells. */
export async function compareForm(file: string, markdown: string): Promise<Comparison> {
  const { name, files, findings } = importXlsForm(await readWorkbook(file, Buffer.from(markdown)))
  const flow = parse(files[`flows/${name}.yaml`] ?? '{}') as {
    survey?: readonly Item[]
    languages?: string[]
    choices?: Record<string, unknown[]>
    version?: string
  }
  const items = flat(flow.survey ?? [])
  const locale = (language: string): Locale =>
    JSON.parse(files[`locales/${language}/${name}.json`] ?? '{"questions":{}}')
  const itemOf = (of: string) => items.find((item) => folded(item.name) === folded(of))
  const plain = (flow.languages ?? ['en'])[0] ?? 'en'

  function isKept({ kind, of, column, value, list, language, row }: Saying): boolean {
    const [base = ''] = column.split('::')
    const item = itemOf(of)
    switch (kind) {
      case 'question':
        return item !== undefined && item.type === value
      case 'expression':
        return item !== undefined && bare(item[base]) === bare(value)
      case 'text': {
        const own = locale(language).questions[item?.name ?? '']
        const [, from, to] =
          findings.map(({ message }) => / "(\w+)" keeps the name .* \$\{(\w+)\}/.exec(message)).find(Boolean) ?? []
        return bare(own?.[base]) === bare(value.replace(`\${${from}}`, `\${${to}}`))
      }
      case 'group text':
        return Object.values(locale(language).questions).some(({ label = '' }) => label.includes(value))
      case 'choice': {
        const choices = locale(language).choices?.[list] ?? {}
        return Object.entries(choices).some(([each, text]) => folded(each) === folded(of) && text === value)
      }
      case 'other':
        return isOther({ base, of, value, list, row })
    }
  }

  function isOther({ base, of, value, list }: { base: string; of: string; value: string; list: string; row: number }) {
    if (['type', 'list_name'].includes(base)) return true
    if (base === 'name') return itemOf(value) !== undefined || choiceIn(list, value) !== undefined
    if (base === 'form_id') return folded(value).replaceAll('_', '-') === name
    if (base === 'version') return flow.version === value
    const columns = (choiceIn(list, of) as { columns?: Record<string, string> } | undefined)?.columns
    return columns?.[base] !== undefined && folded(columns[base]) === folded(value)
  }

  const choiceIn = (list: string, of: string) =>
    (flow.choices?.[list] ?? []).find((each) => {
      const own = typeof each === 'string' ? each : (each as { name: string }).name
      return folded(own) === folded(of)
    })

  const at = (saying: Saying) =>
    findings.filter(({ file: where, line, message }) => {
      const column = /^column "([^"]+)"/.exec(message)?.[1]
      const isSheet = where.includes(`sheet "${saying.sheet}"`)
      const isColumn =
        column === undefined ||
        column === saying.column ||
        column === 'type' ||
        column === 'disabled' ||
        column === 'name'
      const isRow =
        line === saying.row ||
        (line === 1 && (column === saying.column || column === undefined)) ||
        message.includes(`row ${saying.row}`)
      return isSheet && isRow && isColumn
    })
  const sayings = sayingsOf(markdown, plain)
  const isRefused = findings.some(({ severity }) => severity === 'error')
  const silent = isRefused ? [] : sayings.filter((saying) => !isKept(saying) && at(saying).length === 0)
  const named = findings
    .filter(({ message }) => !message.includes('until you write one'))
    .map(({ severity, message, line }) => `${severity} in row ${line}: ${message}`)
  const told = named.length > 0 ? 'named omissions' : 'faithful'
  const kept = silent.length > 0 ? 'silently changed' : told
  return {
    outcome: isRefused ? 'refused' : kept,
    named,
    silent: silent.map(({ sheet, row, column, value }) => `sheet ${sheet}, row ${row}, ${column}: ${value}`),
  }
}
