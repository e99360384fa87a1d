import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createKeyring, type HashPurpose, headBytes, SealBroken, type SealPurpose } from '../../src/privacy/keyring.ts'
import { keysFrom, testKeyring } from '../support/keyring.ts'

const keyring = testKeyring()
const other = testKeyring('other words')
/** Of the test keyring, as sessions were sealed before key ids were masked. */
const formerRecord = [
  'AAAAAbe2T9YFmO6w0b6QV05kaZYcMeqVwmtXgWIwLOv++JpRcE7y3m2U0qmcGFbrHvLyZh8eZPPFy2Dn0rHtMbqL40aitBjSUX8sf9HhXOlvgu',
  '49rFSZBnjBwnMndtQoj//v1oBoSkNgwkR47hbjYZ/ODrazgCf8WsGj0zJMomXXuWnqbka6C3WUJiCjdgzwKV2mGyEFEs33/b/yCHSDMQMYFPHt',
  'FZYxHKxLVc8S9jfhybPP5CiHJmmcKWUx0aPAnxrSM+D/BRAmht3gYL13Z2jJto+8E4nVaNMT1+bee9DS1gFvWwZSgzZ6Xpw7Gh46aZcWYBQkJ9',
  'c9o/DZNFiEg7Hhpyw2mWIb4kecUb53XZL0COyAE+hTWsBlRkgLN1Px',
].join('')
const hashPurposes: HashPurpose[] = ['contact', 'message', 'participation', 'dialogue']
const sealPurposes: SealPurpose[] = ['session', 'screen', 'interview', 'outbound']

describe('keyed hashes', () => {
  it('are the same for the same value and purpose, also after a restart', () => {
    expect(testKeyring().hash('contact', 'tel', '+8801700000000')).toBe(
      keyring.hash('contact', 'tel', '+8801700000000'),
    )
  })

  it('are 256 bits as base64url', () => {
    expect(keyring.hash('contact', 'x')).toMatch(/^[\w-]{43}$/)
  })

  it('of one value under different purposes have nothing in common', () => {
    expect(new Set(hashPurposes.map((purpose) => keyring.hash(purpose, 'tel', '+8801700000000'))).size).toBe(4)
  })

  it('depend on the root key', () => {
    expect(other.hash('contact', 'x')).not.toBe(keyring.hash('contact', 'x'))
  })

  it('keep apart parts that read the same when joined', () => {
    const spellings = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['a","bc'], ['a', 'b', 'c']]
    expect(new Set(spellings.map((parts) => keyring.hash('message', ...parts))).size).toBe(spellings.length)
  })
})

describe('sealed records', () => {
  const value = { question: 'kinds', answers: ['1', '৩'], nested: { none: null } }

  it.each(sealPurposes)('of the purpose %s give back what was sealed', (purpose) => {
    expect(keyring.open(purpose, 'row 1', keyring.seal(purpose, 'row 1', value))).toEqual(value)
  })

  it('open from any kind of byte array, as database drivers give them', () => {
    expect(keyring.open('session', 'row 1', new Uint8Array(keyring.seal('session', 'row 1', value)))).toEqual(value)
  })

  it('show nothing of their content', () => {
    const sealed = keyring.seal('session', 'row 1', { secret: 'yes, twice' })
    expect(sealed.toString('latin1')).not.toContain('yes, twice')
  })

  it('use a new nonce each time', () => {
    const nonces = Array.from({ length: 500 }, () => keyring.seal('session', 'row 1', value).toString('hex', 4, 16))
    expect(new Set(nonces).size).toBe(500)
  })

  it('of short contents have one length, whatever was answered', () => {
    const lengths = [null, 1, 'no', 'yes, at the hospital', { a: 'x'.repeat(200) }].map(
      (content) => keyring.seal('interview', 'row 1', content).length,
    )
    expect(new Set(lengths).size).toBe(1)
  })

  it('of long contents grow in steps, and open', () => {
    const contents = ['x'.repeat(250), 'x'.repeat(251), 'x'.repeat(100_000)]
    const sealed = contents.map((content) => keyring.seal('interview', 'row 1', content))
    expect(sealed.map(({ length }) => (length - 32) % 256)).toEqual([0, 0, 0])
    expect(sealed[1]?.length).toBe((sealed[0]?.length ?? 0) + 256)
    expect(sealed.map((record) => keyring.open('interview', 'row 1', record))).toEqual(contents)
  })
})

describe('a sealed record that is not what was written', () => {
  const sealed = keyring.seal('session', 'row 1', { answer: 'yes' })
  const refused = (open: () => unknown) => expect(open).toThrow(SealBroken)

  it('does not open when any one byte was changed', () => {
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed)
      changed[index] = (changed[index] as number) ^ 1
      refused(() => keyring.open('session', 'row 1', changed))
    }
  })

  it('does not open when cut short or lengthened', () => {
    for (const length of [0, 1, 4, 16, 32, sealed.length - 1]) {
      refused(() => keyring.open('session', 'row 1', sealed.subarray(0, length)))
    }
    refused(() => keyring.open('session', 'row 1', Buffer.concat([sealed, Buffer.of(0)])))
  })

  it('does not open in another row', () => {
    refused(() => keyring.open('session', 'row 2', sealed))
  })

  it('does not open for another purpose', () => {
    for (const purpose of sealPurposes.slice(1)) refused(() => keyring.open(purpose, 'row 1', sealed))
  })

  it('does not open under another key', () => {
    refused(() => other.open('session', 'row 1', sealed))
  })

  it('does not open when it is noise', () => {
    refused(() => keyring.open('session', 'row 1', randomBytes(sealed.length)))
  })

  it('is reported without any of its content', () => {
    try {
      other.open('session', 'row 1', sealed)
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/yes|row 1/)
    }
  })
})

describe('keys', () => {
  const keys = keysFrom('rotation')
  const newer = { ...keysFrom('newer').sealing[0], id: 2 } as (typeof keys.sealing)[number]
  const ofRound = { id: 3, scope: 'safety/1', key: new Uint8Array(32).fill(7) }
  const made = () => createKeyring({ ...keys, sealing: [...keys.sealing] })

  it('seal under the newest of their scope, and open under all', () => {
    const ring = made()
    const old = ring.seal('session', 'row', 'before')
    ring.replaceSealing([newer, ...keys.sealing, ofRound])
    const fresh = ring.seal('session', 'row', 'after')
    expect([ring.keyIdOf(old), ring.keyIdOf(fresh)]).toEqual([1, 2])
    expect([ring.open('session', 'row', old), ring.open('session', 'row', fresh)]).toEqual(['before', 'after'])
  })

  it('of a round seal what belongs to it; erased, they take it along, and nothing else', () => {
    const ring = made()
    ring.replaceSealing([...keys.sealing, ofRound])
    const [inside, outside] = [ring.seal('session', 'a', 1, 'safety/1'), ring.seal('session', 'b', 2, 'other/1')]
    expect([ring.keyIdOf(inside), ring.keyIdOf(outside)]).toEqual([3, 1])
    ring.replaceSealing(keys.sealing)
    expect(ring.knows(inside)).toBe(false)
    expect(() => ring.open('session', 'a', inside)).toThrow(SealBroken)
    expect(ring.open('session', 'b', outside)).toBe(2)
  })

  it('are not mistaken for each other when the id in a record is changed', () => {
    const ring = createKeyring({ ...keys, sealing: [...keys.sealing, newer] })
    const changed = Buffer.from(ring.seal('session', 'row', 'x'))
    changed.writeUInt32BE(1)
    expect(() => ring.open('session', 'row', changed)).toThrow(SealBroken)
  })

  it('are not told by a record: without the secret nothing says which two were sealed under one key', () => {
    const ring = createKeyring({ ...keys, sealing: [...keys.sealing, ofRound] })
    const scopes = Array.from({ length: 200 }, (_, index) => (index % 2 ? 'safety/1' : 'system'))
    const records = scopes.map((scope) => ring.seal('session', 'row', 'x', scope))
    const beginnings = records.map((record) => record.readUInt32BE())
    expect(new Set(beginnings).size).toBe(200)
    expect(beginnings.filter((id) => id < 1000)).toEqual([])
    expect(records.map((record) => ring.keyIdOf(record))).toEqual(scopes.map((scope) => (scope === 'system' ? 1 : 3)))
    expect(records.map((record) => ring.keyIdOf(record.subarray(0, headBytes)))).toEqual(
      records.map((record) => ring.keyIdOf(record)),
    )
    const guess = createKeyring({ ...keysFrom('a guess'), sealing: keys.sealing })
    expect(records.filter((record) => guess.keyIdOf(record) < 1000)).toEqual([])
  })

  it('stood in clear in records of before, which still open', () => {
    // Sealed by a former version of the program.
    const former = Buffer.from(formerRecord, 'base64')
    expect(former.readUInt32BE()).toBe(1)
    expect([keyring.knows(former), keyring.keyIdOf(former)]).toEqual([true, 1])
    expect(keyring.open('session', 'row', former)).toEqual({ kept: true })
  })
})
