const hasMark = (bytes: Buffer, ...mark: readonly number[]) => mark.every((byte, index) => bytes[index] === byte)

/** Latin text in UTF-16 without a mark: every other byte is 0. */
function isWide(bytes: Buffer, offset: 0 | 1): boolean {
  const sample = bytes.subarray(0, 200)
  const zeros = sample.filter((byte, index) => index % 2 === offset && byte === 0).length
  return sample.length > 3 && zeros > sample.length / 4
}

/**
 * The text of a file, in whichever of these it was saved: UTF-8, UTF-16 (what Excel calls Unicode text), or Windows-1252 (what it calls CSV): text
 * in a European language is hardly ever UTF-8 by chance.
 */
export function decoded(bytes: Buffer): string {
  if (hasMark(bytes, 0xff, 0xfe) || isWide(bytes, 1)) return new TextDecoder('utf-16le').decode(bytes)
  if (hasMark(bytes, 0xfe, 0xff) || isWide(bytes, 0)) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
