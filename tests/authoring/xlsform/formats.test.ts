import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { importXlsForm } from '../../../src/authoring/xlsform/import.ts'
import { readWorkbook } from '../../../src/authoring/xlsform/read-workbook.ts'
import { Problem } from '../../../src/problem.ts'

async function labelsIn(file: string, bytes: Buffer) {
  const { name, files, findings } = importXlsForm(await readWorkbook(file, bytes))
  const texts = JSON.parse(files[`locales/fr/${name}.json`] ?? '{}')
  return { labels: texts.questions, errors: findings.filter(({ severity }) => severity === 'error') }
}

const rows = [
  ['survey', '', '', ''],
  ['', 'type', 'name', 'label::French (fr)'],
  ['', 'text', 'ville', 'Où habitez-vous ? Près du marché'],
  ['settings', '', '', ''],
  ['', 'form_id', 'keyword::French (fr)', ''],
  ['', 'ville', 'VILLE', ''],
]
const csv = (delimiter: string) => rows.map((row) => row.join(delimiter)).join('\r\n')
const windows = (text: string) => Buffer.from(text, 'latin1')
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('a form as text is read however it was saved', () => {
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(csv(','))],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${csv(',')}`)],
    ['Windows-1252', windows(csv(','))],
    ['Windows-1252 with semicolons', windows(csv(';'))],
    ['with semicolons, as Excel says so', Buffer.from(`sep=;\r\n${csv(';')}`)],
    ['with tabs', Buffer.from(csv('\t'))],
    ['UTF-16 with tabs: "Unicode text" of Excel', Buffer.from(`\ufeff${csv('\t')}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(csv(','), 'utf16le')],
    ['UTF-16, big end first', swapped(`\ufeff${csv(';')}`)],
  ])('%s', async (_how, bytes) => {
    const { labels, errors } = await labelsIn('form.csv', bytes)
    expect(errors).toEqual([])
    expect(labels).toEqual({ ville: { label: 'Où habitez-vous ? Près du marché' } })
  })
})

/** A zip file of one part, as an OpenDocument spreadsheet is. */
function zip(name: string, content: string): Buffer {
  const [path, packed] = [Buffer.from(name), deflateRawSync(Buffer.from(content))]
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(Buffer.byteLength(content), 18)
  common.writeUInt16LE(path.length, 22)
  const entry = Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, Buffer.alloc(14)])
  const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common])
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length + path.length, 12)
  end.writeUInt32LE(local.length + path.length + packed.length, 16)
  return Buffer.concat([local, path, packed, entry, path, end])
}

const cell = (text: string) =>
  text === ''
    ? '<table:table-cell/>'
    : `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`
const sheet = (name: string, ...inner: readonly string[]) =>
  `<table:table table:name="${name}"><table:table-column/>${inner.map((each) => `<table:table-row>${each}</table:table-row>`).join('')}</table:table>`
const ods = (...sheets: readonly string[]) =>
  zip('content.xml', `<?xml version="1.0"?><office:document-content>${sheets.join('')}</office:document-content>`)

const settings = sheet('settings', cell('form_id') + cell('keyword::French (fr)'), cell('ville') + cell('VILLE'))

describe('an OpenDocument spreadsheet is read', () => {
  test('with repeated, empty and broken cells, notes, numbers and entities', async () => {
    const { labels, errors } = await labelsIn(
      'form.ods',
      ods(
        sheet(
          'survey',
          `${cell('type')}${cell('name')}<table:table-cell table:number-columns-repeated="2"/>${cell('label::French (fr)')}`,
          '<table:table-cell table:number-columns-repeated="16384"/>',
          `${cell('text')}<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation><text:p>ville</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/>${cell('O&#249; ?<text:line-break/>&lt;Pr&#xe8;s&gt;<text:s text:c="2"/>&amp; <text:span>loin</text:span>')}`,
          `${cell('note')}${cell('fin')}<table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="float" office:value="7"><text:p>7,00</text:p></table:table-cell>`,
        ),
        settings,
      ),
    )
    expect(errors).toEqual([])
    expect(labels).toEqual({ ville: { label: 'Où ?\n<Près>  & loin' }, fin: { label: '7' } })
  })

  test('unless it is larger than any form', async () => {
    const far = `<table:table-cell table:number-columns-repeated="16000"/>${cell('far')}`
    const repeated = `<table:table-cell office:value-type="string" table:number-columns-repeated="99999999999"><text:p>x</text:p></table:table-cell>`
    for (const row of [far, repeated])
      await expect(readWorkbook('form.ods', ods(sheet('survey', row)))).rejects.toThrow(/beyond column 500/)
    await expect(readWorkbook('form.ods', zip('other.xml', '<a/>'))).rejects.toThrow(Problem)
  })
})

test.each(['form.xls', 'form.xlsb', 'form.numbers'])('%s is not read, and it is said what to do', async (file) => {
  await expect(readWorkbook(file, Buffer.from('x'))).rejects.toThrow(/as \.xlsx first/)
})
