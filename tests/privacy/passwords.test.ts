import { expect, test } from 'vitest'
import { hashPassword, isPassword } from '../../src/privacy/passwords.ts'

test("passwords are hashed with argon2id and OWASP's parameters, each with a salt of its own", async () => {
  const hashes = await Promise.all([hashPassword('seven green lanterns'), hashPassword('seven green lanterns')])
  for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(new Set(hashes).size).toBe(2)
})

test('only the password itself fits, however its characters are composed', async () => {
  const hash = await hashPassword('caf\u00e9 au lait noir')
  expect(await isPassword('cafe\u0301 au lait noir', hash)).toBe(true)
  expect(await isPassword('cafe au lait noir', hash)).toBe(false)
  expect(await isPassword('nobody has this password', null)).toBe(false)
})
