import { createHash } from 'node:crypto'
import { createKeyring, type Keyring, type Keys, systemScope } from '../../src/privacy/keyring.ts'

/** Keys that are the same each time, from any words. */
export const keysFrom = (words: string): Keys => {
  const key = (name: string) => createHash('sha256').update(`${words} ${name}`).digest()
  return { root: key('root'), sealing: [{ id: 1, scope: systemScope, key: key('seal') }] }
}

/** A keyring for what needs no database. */
export const testKeyring = (words = 'tests'): Keyring => createKeyring(keysFrom(words))

/** The master secret of stores that tests open. */
export const testSecrets = { current: 'a master secret that is used in tests only', previous: [] }
