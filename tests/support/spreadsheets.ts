import { crc32, deflateRawSync } from 'node:zlib'

const little = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer =>
  Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )

/** A zip file of these parts. `says`: what its directory says of the unpacked size of every part, where that is a lie. */
export function zipOf(parts: Readonly<Record<string, string | Buffer>>, says?: number): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const plain = Buffer.from(content)
    const packed = deflateRawSync(plain, { level: 9 })
    const size = says ?? plain.length
    const common = little(
      [2, 20],
      [2, 0],
      [2, 8],
      [4, 0],
      [4, crc32(plain)],
      [4, packed.length],
      [4, size],
      [2, name.length],
      [2, 0],
    )
    const file = Buffer.concat([little([4, 0x04034b50]), common, Buffer.from(name), packed])
    directory.push(
      Buffer.concat([
        little([4, 0x02014b50], [2, 20]),
        common,
        little([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
        Buffer.from(name),
      ]),
    )
    files.push(file)
    offset += file.length
  }
  const listed = Buffer.concat(directory)
  const count = directory.length
  const end = little([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, listed.length], [4, offset], [2, 0])
  return Buffer.concat([...files, listed, end])
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** The parts of a spreadsheet with one sheet "survey", whose rows are written as XML. */
export const spreadsheet = (rows: string): Record<string, string> => ({
  '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
  '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}"><Relationship Id="r1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="survey" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}"><Relationship Id="r1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
})

const cell = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`
const row = (number: number, texts: readonly string[]) =>
  `<row r="${number}">${texts.map((text, index) => cell(`${'ABCDEFGH'[index]}${number}`, text)).join('')}</row>`

/** A form with one question. */
export const smallForm = row(1, ['type', 'name', 'label']) + row(2, ['text', 'word', 'A word?'])

/** Small files that would fill the memory, or take minutes, if they were read as they are. */
export const hostileSpreadsheets: Readonly<Record<string, () => Buffer>> = {
  'a cell at the far corner': () => zipOf(spreadsheet(`${smallForm}<row r="1048576">${cell('XFD1048576', 'x')}</row>`)),
  'much that is packed small': () => zipOf(spreadsheet(smallForm + '<row><c/></row>'.repeat(20_000_000 / 15))),
  'much that is said to be little': () => zipOf(spreadsheet(smallForm + ' '.repeat(25_000_000)), 1000),
  'very many parts': () =>
    zipOf({
      ...spreadsheet(smallForm),
      ...Object.fromEntries(Array.from({ length: 600 }, (_, part) => [`x${part}.xml`, ''])),
    }),
}
