/**
 * What a form says, read by nothing of the importer: the cells of its Markdown tables as they stand, and one plain rule for each thing that a cell
 * can mean. What is compared with it cannot be wrong in the same way.
 */
export interface Saying {
  readonly sheet: string
  readonly row: number
  readonly column: string
  readonly kind: 'question' | 'expression' | 'text' | 'choice' | 'group text' | 'other'
  /** The question, the choice or the group that it is about, as its author calls it. */
  readonly of: string
  readonly list: string
  readonly language: string
  readonly value: string
}

interface Table {
  readonly name: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

function tablesIn(markdown: string): Table[] {
  const tables: { name: string; header: string[]; rows: string[][] }[] = []
  for (const line of markdown.split('\n').filter((each) => each.startsWith('|'))) {
    const [first = '', ...cells] = line
      .slice(1, line.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim())
    const table = tables.at(-1)
    if (first !== '') tables.push({ name: first, header: [], rows: [] })
    else if (table && table.header.length === 0) table.header = cells
    else table?.rows.push(cells)
  }
  return tables
}

const expressions = ['relevant', 'constraint', 'calculation', 'choice_filter']
const texts = ['label', 'hint', 'constraint_message']

/** Every filled cell of a form, with what it means. */
export function sayingsOf(markdown: string, plainLanguage: string): Saying[] {
  return tablesIn(markdown).flatMap(({ name: sheet, header, rows }) =>
    rows.flatMap((cells, index) => {
      const at = (column: string) => cells[header.indexOf(column)] ?? ''
      const [type = '', list = ''] = at('type').split(' ')
      const isGroup = type === 'begin_group'
      return cells.flatMap((value, place): Saying[] => {
        if (value === '') return []
        const column = header[place] ?? ''
        const [base = '', written] = column.split('::')
        const language = written?.match(/\((\w+)\)/)?.[1] ?? plainLanguage
        const common = {
          sheet,
          row: index + 2,
          column,
          language,
          value,
          list: sheet === 'choices' ? at('list_name') : list,
        }
        if (sheet === 'choices' && base === 'label') return [{ ...common, kind: 'choice', of: at('name') }]
        if (sheet === 'choices') return [{ ...common, kind: 'other', of: at('name') }]
        if (sheet !== 'survey') return [{ ...common, kind: 'other', of: '' }]
        if (base === 'type')
          return [{ ...common, kind: /^(?:begin|end)_/.test(type) ? 'other' : 'question', of: at('name') }]
        if (expressions.includes(base)) return [{ ...common, kind: 'expression', of: at('name') }]
        if (texts.includes(base)) return [{ ...common, kind: isGroup ? 'group text' : 'text', of: at('name') }]
        return [{ ...common, kind: 'other', of: at('name') }]
      })
    }),
  )
}
