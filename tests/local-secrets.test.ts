import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localSecret } from '../src/local-secrets.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'heard-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('a secret is made once and kept, for its owner only', () => {
  const data = join(directory, 'not', 'there', 'yet')
  const first = localSecret(data)
  const second = localSecret(data)
  expect([first.created, second.created]).toEqual([true, false])
  expect(second.secret).toBe(first.secret)
  expect(Buffer.byteLength(first.secret)).toBeGreaterThanOrEqual(32)
  expect(statSync(first.file).mode & 0o777).toBe(0o600)
  expect(readdirSync(data)).toEqual(['secrets.json'])
})

test('a file that others may read is closed to them', () => {
  const { file, secret } = localSecret(directory)
  chmodSync(file, 0o644)
  expect(localSecret(directory).secret).toBe(secret)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test.each(['', '{', '{}', '{"HEARD_SECRET":"short but private"}'])(
  'a file that holds %s is refused and left alone',
  (content) => {
    const file = join(directory, 'secrets.json')
    writeFileSync(file, content)
    expect(() => localSecret(directory)).toThrow(expect.objectContaining({ code: 'configuration' }))
    expect(() => localSecret(directory)).not.toThrow(/private/)
    expect(readFileSync(file, 'utf8')).toBe(content)
  },
)
