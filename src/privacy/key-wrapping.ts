import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { SealBroken } from './keyring.ts'

/**
 * Keys are kept in the database wrapped by the master secret, which is not in it (NIST SP 800-57 part 1, 6.2.1.3: key
 * wrapping). So the master secret can be changed without touching a single record, and a key can be erased for good.
 */
const nonceBytes = 12
const tagBytes = 16

const wrappingKey = (masterSecret: string) =>
  createSecretKey(Buffer.from(hkdfSync('sha256', masterSecret, 'heard', 'wrap keys', 32)))

/** AES-256-GCM under a key derived from the master secret; `name` says which key it is, so that none stands for another. */
export function wrapKey(masterSecret: string, name: string, key: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(masterSecret), nonce)
  cipher.setAAD(Buffer.from(name))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

/** Throws `SealBroken` where the key was wrapped by another secret, under another name, or was changed. */
export function unwrapKey(masterSecret: string, name: string, wrapped: Uint8Array): Uint8Array {
  const record = Buffer.from(wrapped)
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey(masterSecret), record.subarray(0, nonceBytes))
    decipher.setAAD(Buffer.from(name))
    decipher.setAuthTag(record.subarray(-tagBytes))
    return Buffer.concat([decipher.update(record.subarray(nonceBytes, -tagBytes)), decipher.final()])
  } catch {
    throw new SealBroken('key')
  }
}
