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
export type HashPurpose =
  /** A browser in which somebody of the staff has signed in. */
  | 'device'
  /** The token of the link for the first administrator, as long as there is no account. */
  | 'first_link'
  /** A network address from which somebody tried to sign in. */
  | 'staff_address'
  | 'contact'
  | 'message'
  | 'participation'
  | 'dialogue'
  | 'exchange'
  | 'delivery'
  | 'order'
  | 'round'
  | 'wish'

/** What a sealed record is. A record sealed for one purpose does not open for another. */
export type SealPurpose = 'session' | 'screen' | 'interview' | 'outbound' | 'failure' | 'sign_in' | 'wish'

/** A sealed record that does not open: changed, moved to another row, or sealed under a key that is not here. Carries no content. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/** A key of 256 random bits. What was sealed under it cannot be read any more once it is erased. */
export interface SealingKey {
  /** 1, 2, 3 …: stands, masked, at the beginning of every record that it sealed. */
  readonly id: number
  /** What it seals: one round of a flow, or `systemScope`. The newest key of a scope seals, the others only open. */
  readonly scope: string
  readonly key: Uint8Array
}

/** Everything that must be kept secret, and for as long as the records are to be read. */
export interface Keys {
  /** Keyed hashes rest on it. It never changes: a contact that opted out must be known for ever. */
  readonly root: Uint8Array
  readonly sealing: readonly SealingKey[]
}

/** Whatever belongs to no round. */
export const systemScope = 'system'

/** What is sealed while somebody answers a round of a flow, and until that is released. */
export const roundScope = (flow: string, round: string): string => `${flow}/${round}`

export interface Keyring {
  /** HMAC-SHA-256 as base64url. A telephone number's plain hash is reversed in minutes; a keyed one is not. */
  hash(purpose: HashPurpose, ...parts: readonly string[]): string
  /**
   * AES-256-GCM over JSON, padded to full blocks of 256 bytes; `boundTo` names the row, so that a moved record does not open.
   * Sealed under the newest key of the scope; a scope without keys is the system's.
   */
  seal(purpose: SealPurpose, boundTo: string, value: unknown, scope?: string): Buffer
  /** Throws `SealBroken`. */
  open(purpose: SealPurpose, boundTo: string, sealed: Uint8Array): unknown
  /** Whether the key is here under which a record was sealed. */
  knows(sealed: Uint8Array): boolean
  /**
   * The id of the key under which a record was sealed; its first `headBytes` are enough. Without the secret it cannot be told, nor whether
   * two records were sealed under one key: that would say in which questionnaire somebody is.
   */
  keyIdOf(sealed: Uint8Array): number
  /** Takes the place of the sealing keys: some were made, some were erased. */
  replaceSealing(keys: readonly SealingKey[]): void
}

const keyBytes = 32
const idBytes = 4
const nonceBytes = 12
const tagBytes = 16
const lengthBytes = 4
const block = 256
const maskBlock = 16
/** The beginning of a sealed record: masked id and nonce. */
export const headBytes: number = idBytes + nonceBytes

/** A key that nobody has seen. */
export const randomKey = (): Uint8Array => randomBytes(keyBytes)

/** Keys that nobody has seen, for what is forgotten with the process. */
export const randomKeys = (): Keys => ({
  root: randomKey(),
  sealing: [{ id: 1, scope: systemScope, key: randomKey() }],
})

/** One key for each purpose, so that none is ever used for two things (HKDF-SHA-256). */
const derive = (key: Uint8Array, purpose: string): KeyObject =>
  // A key object: node:crypto takes five times as long when it is given the bytes of a key each time.
  createSecretKey(Buffer.from(hkdfSync('sha256', key, 'heard', purpose, keyBytes)))

/** What is made once for each key and purpose. */
function derivedKeys() {
  const known = new Map<string, KeyObject>()
  return (id: number, key: Uint8Array, purpose: string): KeyObject => {
    const name = `${id} ${purpose}`
    const derived = known.get(name) ?? derive(key, purpose)
    known.set(name, derived)
    return derived
  }
}

/** What key ids are masked with: one block of AES over the nonce, from a cipher that is made once because making it costs more than using it. */
function masks(root: Uint8Array): (nonce: Uint8Array) => number {
  const cipher = createCipheriv('aes-256-ecb', derive(root, 'mask key ids'), null).setAutoPadding(false)
  const input = Buffer.alloc(maskBlock)
  return (nonce) => {
    input.set(nonce)
    return cipher.update(input).readUInt32BE()
  }
}

/** Throws where there is no key for what belongs to no round. */
export function createKeyring({ root, sealing }: Keys): Keyring {
  let keyFor = derivedKeys()
  let byId = new Map<number, SealingKey>()
  let newest = new Map<string, SealingKey>()

  function replaceSealing(keys: readonly SealingKey[]): void {
    // Nothing that was derived from an erased key stays behind.
    keyFor = derivedKeys()
    byId = new Map(keys.map((key) => [key.id, key]))
    newest = new Map([...keys].sort((a, b) => a.id - b.id).map((key) => [key.scope, key]))
    if (!newest.has(systemScope)) throw new Error('There is no key to seal with.')
  }
  replaceSealing(sealing)

  const maskOf = masks(root)

  function keyIdOf(sealed: Uint8Array): number {
    if (sealed.length < headBytes) return 0
    const written = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0)
    const id = (written ^ maskOf(sealed.subarray(idBytes, headBytes))) >>> 0
    // Records of before ids were masked have them in clear.
    return byId.has(id) || !byId.has(written) ? id : written
  }

  const additionalData = (purpose: string, boundTo: string, id: number) => Buffer.from(`${purpose}|${boundTo}|${id}`)

  return {
    replaceSealing,
    keyIdOf,
    knows: (sealed) => byId.has(keyIdOf(sealed)),

    hash: (purpose, ...parts) =>
      createHmac('sha256', keyFor(0, root, `hash ${purpose}`))
        .update(JSON.stringify(parts))
        .digest('base64url'),

    seal(purpose, boundTo, value, scope = systemScope) {
      const { id, key } = newest.get(scope) ?? (newest.get(systemScope) as SealingKey)
      const json = Buffer.from(JSON.stringify(value))
      const padded = Buffer.alloc(Math.ceil((lengthBytes + json.length) / block) * block)
      padded.writeUInt32BE(json.length)
      json.copy(padded, lengthBytes)
      const head = Buffer.alloc(headBytes)
      const nonce = randomBytes(nonceBytes)
      head.writeUInt32BE((id ^ maskOf(nonce)) >>> 0)
      nonce.copy(head, idBytes)
      const cipher = createCipheriv('aes-256-gcm', keyFor(id, key, `seal ${purpose}`), nonce)
      cipher.setAAD(additionalData(purpose, boundTo, id))
      return Buffer.concat([head, cipher.update(padded), cipher.final(), cipher.getAuthTag()])
    },

    open(purpose, boundTo, sealed) {
      const record = Buffer.from(sealed)
      const id = keyIdOf(record)
      const key = byId.get(id)
      if (!key || record.length < headBytes + block + tagBytes) throw new SealBroken(purpose)
      const nonce = record.subarray(idBytes, headBytes)
      const decipher = createDecipheriv('aes-256-gcm', keyFor(id, key.key, `seal ${purpose}`), nonce)
      decipher.setAAD(additionalData(purpose, boundTo, id))
      decipher.setAuthTag(record.subarray(-tagBytes))
      try {
        const padded = Buffer.concat([decipher.update(record.subarray(headBytes, -tagBytes)), decipher.final()])
        return JSON.parse(padded.toString('utf8', lengthBytes, lengthBytes + padded.readUInt32BE()))
      } catch {
        throw new SealBroken(purpose)
      }
    },
  }
}
