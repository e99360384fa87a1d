import { expect, it } from 'vitest'
import { testKeyring } from '../support/keyring.ts'
import { scale } from '../threats/size.ts'

const records = 100_000 * scale

// GCM fails completely when a nonce repeats under one key; 96 random bits repeat once in a million with odds of 1 to 10^17.
it('nonces never repeat', { timeout: 120_000 }, () => {
  const keyring = testKeyring()
  const nonces = new BigUint64Array(records)
  for (let index = 0; index < records; index++) {
    // The first 64 of the 96 bits are enough to tell two nonces apart, and take a fraction of the memory.
    nonces[index] = keyring.seal('session', 'row', null).readBigUInt64BE(4)
  }
  nonces.sort()
  expect(nonces.findIndex((nonce, index) => index > 0 && nonce === nonces[index - 1])).toBe(-1)
})
