import { hash } from 'node:crypto'

const blockBytes = 64
const digestBytes = 32

/** SHA-256 as Latin-1 text: the fastest form that can be looked up. */
export const plain = (text: string): string => hash('sha256', text, 'binary')

/** HMAC-SHA-256 (RFC 2104) as Latin-1 text; twice as fast as `createHmac`, which makes an object for each value. */
export function keyed(key: Buffer): (text: string) => string {
  const inner = Buffer.alloc(blockBytes * 4)
  const outer = Buffer.alloc(blockBytes + digestBytes)
  for (let at = 0; at < blockBytes; at++) {
    inner[at] = (key[at] ?? 0) ^ 0x36
    outer[at] = (key[at] ?? 0) ^ 0x5c
  }
  return (text) => {
    const length = inner.write(text, blockBytes, 'latin1')
    outer.write(hash('sha256', inner.subarray(0, blockBytes + length), 'binary'), blockBytes, 'latin1')
    return hash('sha256', outer, 'binary')
  }
}

/** How many of the candidates have a value that is among the stored ones, for each of several stores. */
export function hits(
  stores: readonly ReadonlySet<string>[],
  candidates: readonly string[],
  value: (candidate: string) => string,
): number[] {
  const found = stores.map((store) => ({ store, count: 0 }))
  for (const candidate of candidates) {
    const tried = value(candidate)
    for (const each of found) if (each.store.has(tried)) each.count++
  }
  return found.map(({ count }) => count)
}
