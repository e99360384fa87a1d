import { crc32, inflateRawSync } from 'node:zlib'

/** A spreadsheet that is larger than any form. The message says what to do. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** What an .xlsx may hold: a form with 5,000 choices in ten languages is a tenth of it. */
const largestUnpacked = 20_000_000
const mostEntries = 500
export const mostRows = 20_000
export const mostColumns = 500

const endSignature = 0x06054b50
const directorySignature = 0x02014b50
const localSignature = 0x04034b50
const tooLarge = 'it is larger than any form; copy the sheets of the form into a new spreadsheet'
const odd = 'this is no zip file as spreadsheets are'

/** What stands in the directory at the end of a zip file, with the contents, each unpacked as far as there is room. */
export function* entriesOf(bytes: Buffer): Iterable<{ readonly name: string; readonly content: Buffer }> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== endSignature) throw new Error(odd)
  const count = bytes.readUInt16LE(end + 10)
  if (count > mostEntries) throw new ArchiveError(tooLarge)
  let at = bytes.readUInt32LE(end + 16)
  let room = largestUnpacked
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== directorySignature) throw new Error(odd)
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)]
    const [packed, unpacked] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)]
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
    const local = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
    // Nothing else of it is read: pictures, settings of printers.
    if (!/\.(?:xml|rels)$/.test(name)) continue
    if (unpacked > room) throw new ArchiveError(tooLarge)
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== localSignature) throw new Error(odd)
    if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw new Error(odd)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const raw = bytes.subarray(start, start + packed)
    const content = method === 0 ? raw : inflated(raw, room)
    room -= content.length
    if (room < 0) throw new ArchiveError(tooLarge)
    yield { name, content }
  }
}

/** What is said of the size may be a lie: unpacking ends where there is no more room. */
function inflated(raw: Buffer, room: number): Buffer {
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(1, room) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new ArchiveError(tooLarge)
    throw new Error(odd, { cause: error })
  }
}

const columnNumber = (letters: string): number =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

const cells = /<(?:\w+:)?(row|c)(?=[\s/>])|\sr\s*=\s*["']([A-Za-z]{0,4})(\d{0,9})["']/g

/** One cell at the far corner makes a sheet of 17 thousand million cells. */
function checkExtent(xml: string): void {
  let [row, column, columns] = [0, 0, 0]
  for (const [, tag, letters = '', digits = ''] of xml.matchAll(cells)) {
    if (tag === 'row') {
      row++
      column = 0
    } else if (tag === 'c') column++
    else {
      if (letters !== '') column = columnNumber(letters)
      if (digits !== '') row = Number(digits)
    }
    columns = Math.max(columns, column)
    if (row > mostRows || columns > mostColumns)
      throw new ArchiveError(
        `a sheet has cells below row ${mostRows} or beyond column ${mostColumns}; delete the rows and columns that are not part of the form`,
      )
  }
}

/**
 * The same spreadsheet, without anything that was not looked at here: every part unpacked and written one after the other, so that no reader
 * can find another part in it, or one of another size. Throws `ArchiveError`, or another error where it is no spreadsheet.
 */
export function checkedArchive(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entriesOf(bytes)) {
    if (name.endsWith('.xml') && !/sharedStrings|styles|theme/i.test(name)) checkExtent(content.toString('utf8'))
    const path = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    // Names are UTF-8; nothing is packed.
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(path.length, 22)
    const local = Buffer.alloc(4)
    local.writeUInt32LE(localSignature)
    const entry = Buffer.alloc(6)
    entry.writeUInt32LE(directorySignature)
    entry.writeUInt16LE(20, 4)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(entry, common, place, path)
    parts.push(local, common, path, content)
    offset += 30 + path.length + content.length
  }
  const listed = Buffer.concat(directory)
  const count = directory.length / 4
  const end = Buffer.alloc(22)
  end.writeUInt32LE(endSignature)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}
