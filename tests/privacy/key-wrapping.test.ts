import { expect, it } from 'vitest'
import { unwrapKey, wrapKey } from '../../src/privacy/key-wrapping.ts'
import { randomKey, SealBroken } from '../../src/privacy/keyring.ts'

const key = randomKey()
const wrapped = wrapKey('the secret', '1 system', key)

it('a wrapped key comes back with the same secret and name', () => {
  expect(Buffer.from(unwrapKey('the secret', '1 system', wrapped))).toEqual(Buffer.from(key))
})

it('a wrapped key shows nothing of the key, and is different each time', () => {
  expect(wrapped.includes(Buffer.from(key).subarray(0, 8))).toBe(false)
  expect(wrapKey('the secret', '1 system', key)).not.toEqual(wrapped)
})

it.each([
  ['another secret', 'another secret', '1 system', wrapped],
  ['another name', 'the secret', '2 system', wrapped],
  ['a changed byte', 'the secret', '1 system', wrapped.map((byte, index) => (index === 20 ? byte ^ 1 : byte))],
  ['nothing', 'the secret', '1 system', new Uint8Array()],
])('a wrapped key does not come back with %s', (_what, secret, name, record) => {
  expect(() => unwrapKey(secret, name, record)).toThrow(SealBroken)
})
