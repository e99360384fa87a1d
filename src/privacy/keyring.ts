import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** What a keyed hash is for. The same value under two purposes gives two hashes that nobody without the secret can link. */
export type HashPurpose = 'contact' | 'message' | 'participation' | 'dialogue' | 'exchange' | 'delivery'

/** What a sealed record is. A record sealed for one purpose does not open for another. */
export type SealPurpose = 'session' | 'screen' | 'interview' | 'outbound' | 'failure'

/** A sealed record that does not open: changed, moved to another row, or sealed under another secret. Carries no content. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

export interface Keyring {
  /** HMAC-SHA-256 as base64url. A telephone number's plain hash is reversed in minutes; a keyed one is not. */
  hash(purpose: HashPurpose, ...parts: readonly string[]): string
  /** AES-256-GCM over JSON, padded to full blocks of 256 bytes; `boundTo` names the row, so that a moved record does not open. */
  seal(purpose: SealPurpose, boundTo: string, value: unknown): Buffer
  /** Throws `SealBroken`. */
  open(purpose: SealPurpose, boundTo: string, sealed: Uint8Array): unknown
}

const keyVersion = 1
const nonceBytes = 12
const tagBytes = 16
const lengthBytes = 4
const block = 256

/** Derives every key from the master secret (HKDF-SHA-256, one key per purpose); the secret itself is never used as a key. */
export function createKeyring(masterSecret: string): Keyring {
  // Key objects: node:crypto takes five times as long when it is given the bytes of a key each time.
  const derived = new Map<string, KeyObject>()
  const keyFor = (purpose: string): KeyObject => {
    const known = derived.get(purpose)
    if (known) return known
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', masterSecret, 'heard', purpose, 32)))
    derived.set(purpose, key)
    return key
  }
  const additionalData = (purpose: string, boundTo: string) => Buffer.from(`${purpose}|${boundTo}|${keyVersion}`)

  return {
    hash: (purpose, ...parts) =>
      createHmac('sha256', keyFor(`hash ${purpose}`))
        .update(JSON.stringify(parts))
        .digest('base64url'),

    seal(purpose, boundTo, value) {
      const json = Buffer.from(JSON.stringify(value))
      const padded = Buffer.alloc(Math.ceil((lengthBytes + json.length) / block) * block)
      padded.writeUInt32BE(json.length)
      json.copy(padded, lengthBytes)
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keyFor(`seal ${purpose}`), nonce)
      cipher.setAAD(additionalData(purpose, boundTo))
      return Buffer.concat([Buffer.of(keyVersion), nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()])
    },

    open(purpose, boundTo, sealed) {
      const record = Buffer.from(sealed)
      if (record.length < 1 + nonceBytes + block + tagBytes || record[0] !== keyVersion) throw new SealBroken(purpose)
      const nonce = record.subarray(1, 1 + nonceBytes)
      const decipher = createDecipheriv('aes-256-gcm', keyFor(`seal ${purpose}`), nonce)
      decipher.setAAD(additionalData(purpose, boundTo))
      decipher.setAuthTag(record.subarray(-tagBytes))
      try {
        const padded = Buffer.concat([decipher.update(record.subarray(1 + nonceBytes, -tagBytes)), decipher.final()])
        return JSON.parse(padded.toString('utf8', lengthBytes, lengthBytes + padded.readUInt32BE()))
      } catch {
        throw new SealBroken(purpose)
      }
    },
  }
}
