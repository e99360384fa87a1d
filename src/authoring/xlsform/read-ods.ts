import { ArchiveError, entriesOf, mostColumns, mostRows } from './archive.ts'
import type { Cell } from './workbook.ts'

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const plain = (xml: string): string =>
  xml.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex?: string, decimal?: string, name = '') => {
    if (name !== '') return entities[String(name)] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const attribute = (tag: string, name: string): string | undefined => {
  const found = [...tag.matchAll(/\s([\w:-]+)="([^"]*)"/g)].find(([, each]) => each === name)?.[2]
  return found === undefined ? undefined : plain(found)
}
const repeats = (tag: string, what: 'rows' | 'columns') =>
  Number(attribute(tag, `table:number-${what}-repeated`) ?? '1')

const tooMany = `a sheet has cells below row ${mostRows} or beyond column ${mostColumns}; delete the rows and columns that are not part of the form`

/** Puts cells behind each other; empty ones only where something follows, because a row ends with millions of them. */
function line<Item>(empty: Item, most: number) {
  const items: Item[] = []
  let gap = 0
  return {
    items,
    add(item: Item, count: number, isEmpty: boolean): void {
      if (isEmpty) {
        gap += count
        return
      }
      if (!(items.length + gap + count <= most)) throw new ArchiveError(tooMany)
      for (; gap > 0; gap--) items.push(empty)
      for (let time = 0; time < count; time++) items.push(item)
    },
  }
}

const parts = /<(\/?)([a-z]+:[a-z-]+)((?:\s[^<>]*?)?)(\/?)>|([^<]+)/gi

/** Reads an OpenDocument spreadsheet, as LibreOffice and Google Sheets write it. Throws where it is none. */
export function readOds(bytes: Buffer): Map<string, Cell[][]> {
  const xml = [...entriesOf(bytes)].find(({ name }) => name === 'content.xml')?.content.toString('utf8')
  if (xml === undefined) throw new Error('there is no content.xml')
  const sheets = new Map<string, Cell[][]>()
  let [sheet, rowTag, cellTag] = ['', '', '']
  let rows = line<Cell[]>([], mostRows)
  let cells = line<Cell>(null, mostColumns)
  let text: string[] | undefined
  let isNote = false

  function endCell(): void {
    const type = attribute(cellTag, 'office:value-type')
    const written = text?.join('').replace(/\n$/, '') ?? ''
    const value = type === 'float' ? Number(attribute(cellTag, 'office:value')) : written
    const day = type === 'date' ? (attribute(cellTag, 'office:date-value')?.slice(0, 10) ?? written) : value
    cells.add(day, repeats(cellTag, 'columns'), written === '' && type === undefined)
    text = undefined
  }

  for (const [, closing, name = '', attributes = '', single, content] of xml.matchAll(parts)) {
    if (content !== undefined) {
      if (text && !isNote) text.push(plain(content))
      continue
    }
    const isOpening = closing !== '/'
    const isEnd = !isOpening || single === '/'
    switch (name) {
      case 'table:table':
        if (isOpening) {
          sheet = attribute(attributes, 'table:name') ?? ''
          rows = line<Cell[]>([], mostRows)
        }
        if (isEnd) sheets.set(sheet, rows.items)
        break
      case 'table:table-row':
        if (isOpening) {
          rowTag = attributes
          cells = line<Cell>(null, mostColumns)
        }
        if (isEnd) rows.add(cells.items, repeats(rowTag, 'rows'), cells.items.length === 0)
        break
      case 'table:table-cell':
      case 'table:covered-table-cell':
        if (isOpening) {
          cellTag = attributes
          text = []
        }
        if (isEnd) endCell()
        break
      case 'office:annotation':
        isNote = isOpening && single !== '/'
        break
      case 'text:p':
        if (isEnd && !isNote) text?.push('\n')
        break
      case 'text:line-break':
        if (!isNote) text?.push('\n')
        break
      case 'text:tab':
        text?.push(' ')
        break
      case 'text:s':
        if (!isNote) text?.push(' '.repeat(Math.min(100, Number(attribute(attributes, 'text:c') ?? '1'))))
        break
    }
  }
  return sheets
}
