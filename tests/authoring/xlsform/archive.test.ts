import { describe, expect, test } from 'vitest'
import { checkedArchive } from '../../../src/authoring/xlsform/archive.ts'
import { readWorkbook } from '../../../src/authoring/xlsform/read-workbook.ts'
import { hostileSpreadsheets, smallForm, spreadsheet, zipOf } from '../../support/spreadsheets.ts'

test('a spreadsheet is read', async () => {
  const read = await readWorkbook('form.xlsx', zipOf(spreadsheet(smallForm)))
  expect(read.sheet('survey')?.rows.map((row) => row.text('name'))).toEqual(['word'])
})

describe('a spreadsheet that is larger than any form is refused before it is read', () => {
  test.each(Object.entries(hostileSpreadsheets))('%s', async (_what, make) => {
    const bytes = make()
    expect(bytes.length).toBeLessThan(300_000)
    const before = process.memoryUsage.rss()
    await expect(readWorkbook('form.xlsx', bytes)).rejects.toMatchObject({
      code: 'form_unreadable',
      message: expect.stringMatching(/larger than any form|beyond column 500/),
    })
    expect(process.memoryUsage.rss() - before).toBeLessThan(400_000_000)
  })

  test('cells without a place are counted', async () => {
    const wide = zipOf(spreadsheet(`${smallForm}<row>${'<c/>'.repeat(501)}</row>`))
    await expect(readWorkbook('form.xlsx', wide)).rejects.toThrow('beyond column 500')
  })

  test('text is counted too', async () => {
    const wide = `survey,type,name\n,${','.repeat(600)}x\n`
    await expect(readWorkbook('form.csv', Buffer.from(wide))).rejects.toThrow('more than 20000 rows or 500 columns')
    const long = Buffer.alloc(3_000_001, 'x')
    await expect(readWorkbook('form.csv', long)).rejects.toThrow('larger than any form')
  })
})

test('nothing is handed on that is not in the directory', () => {
  const hidden = zipOf({ 'hidden.xml': 'hidden' })
  const shown = zipOf(spreadsheet(smallForm))
  const checked = checkedArchive(Buffer.concat([shown]))
  expect(checked.includes('word')).toBe(true)
  // A reader that goes from part to part would find what stands between them.
  const local = hidden.subarray(0, hidden.indexOf(Buffer.from([0x50, 0x4b, 1, 2])))
  const end = shown.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const directory = shown.readUInt32LE(end + 16)
  const moved = Buffer.from(shown.subarray(end))
  moved.writeUInt32LE(directory + local.length, 16)
  const smuggled = Buffer.concat([shown.subarray(0, directory), local, shown.subarray(directory, end), moved])
  expect(smuggled.includes('hidden.xml')).toBe(true)
  expect(checkedArchive(smuggled).includes('hidden.xml')).toBe(false)
})

describe('an entity of a document is neither read from a file nor multiplied', () => {
  const multiplied = Array.from(
    { length: 8 },
    (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
  ).join('')

  test.each([
    ['a file', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '&e;'],
    ['an address', '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>', '&e;'],
    ['others', `<!DOCTYPE x [<!ENTITY e0 "many">${multiplied}]>`, '&e8;'],
  ])('of %s', async (_, doctype, entity) => {
    const parts = spreadsheet(smallForm.replace('A word?', `A ${entity} word?`))
    const sheet = 'xl/worksheets/sheet1.xml'
    parts[sheet] = parts[sheet]?.replace('?>', `?>${doctype}`) ?? ''
    const read = await readWorkbook('form.xlsx', zipOf(parts)).catch((error: Error) => error)
    const said =
      read instanceof Error
        ? read.message
        : read
            .sheet('survey')
            ?.rows.map((row) => row.text('label'))
            .join()
    expect(said).not.toMatch(/root:|many/)
    expect(said?.length).toBeLessThan(300)
  })
})
