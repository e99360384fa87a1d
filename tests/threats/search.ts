import { hash } from 'node:crypto'

const bitsOfBeginning = 24
const beginning = 3
const shortest = 6

/** Finds any of very many byte strings in one pass. */
export interface Search {
  /** `what` is reported where the bytes are found. */
  add(bytes: Buffer | string, what: string): void
  /** What was found, each once. */
  in(content: Buffer | string): string[]
  readonly size: number
}

/** Strings of at least six bytes are known by their beginning; a table of three bytes passes over almost every place at once. */
export function createSearch(): Search {
  const begins = new Uint8Array(1 << bitsOfBeginning)
  /** The lengths of the strings that begin with six bytes: one, or several. */
  const lengths = new Map<number, number | number[]>()
  /** What the strings are, by their bytes as Latin-1. */
  const known = new Map<string, string>()

  function lookUp(content: Buffer, at: number, length: number, found: Set<string>) {
    const what = at + length <= content.length ? known.get(content.toString('latin1', at, at + length)) : undefined
    if (what !== undefined) found.add(what)
  }

  return {
    get size() {
      return known.size
    },
    add(given, what) {
      const bytes = Buffer.from(given as string)
      if (bytes.length < shortest) throw new Error(`Too short to be looked for: ${what}`)
      begins[bytes.readUIntBE(0, beginning)] = 1
      const start = bytes.readUIntBE(0, shortest)
      const before = lengths.get(start) ?? bytes.length
      lengths.set(start, before === bytes.length ? before : [...new Set([before, bytes.length].flat())])
      known.set(bytes.toString('latin1'), what)
    },
    in(given) {
      const content = Buffer.isBuffer(given) ? given : Buffer.from(given)
      const found = new Set<string>()
      for (let at = 0; at + shortest <= content.length; at++) {
        const first = ((content[at] as number) << 16) | ((content[at + 1] as number) << 8) | (content[at + 2] as number)
        if (begins[first] === 0) continue
        const length = lengths.get(content.readUIntBE(at, shortest))
        if (typeof length === 'number') lookUp(content, at, length, found)
        else for (const each of length ?? []) lookUp(content, at, each, found)
      }
      return [...found]
    },
  }
}

const scripts = ['০১২৩৪৫৬৭৮৯', '०१२३४५६७८९', '٠١٢٣٤٥٦٧٨٩']

/** A Kenyan number (`+254` and nine digits) as people and programs write it. */
export function spellings(number: string): string[] {
  const rest = number.slice(4)
  const [a, b, c] = [rest.slice(0, 3), rest.slice(3, 6), rest.slice(6)]
  const latin = [number, `254${rest}`, `0${rest}`, `${a} ${b} ${c}`, `${a}-${b}-${c}`, `${a}.${b}.${c}`]
  const others = scripts.flatMap((digits) =>
    [`254${rest}`, `0${rest}`, `${a} ${b} ${c}`].map((text) =>
      text.replace(/\d/g, (digit) => digits[Number(digit)] ?? ''),
    ),
  )
  return [...latin, ...others]
}

/** What a program might hash of a number. */
const hashed = (number: string): string[] => [
  number,
  number.slice(1),
  `0${number.slice(4)}`,
  `tel:${number}`,
  JSON.stringify(['tel', number]),
  JSON.stringify(['sms', 'tel', number]),
]

const algorithms = ['sha256', 'sha1', 'md5', 'sha512']

/** Every hash without a key that a number might be stored as: as bytes, and as they are commonly written. */
export function plainHashes(number: string): (Buffer | string)[] {
  return hashed(number).flatMap((text) =>
    algorithms.flatMap((algorithm) => {
      const digest = hash(algorithm, text, 'buffer')
      return [
        digest,
        digest.toString('hex'),
        digest.toString('base64url'),
        digest.toString('base64').replace(/=+$/, ''),
      ]
    }),
  )
}
