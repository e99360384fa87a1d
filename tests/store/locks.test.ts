import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locks } from '../../src/store/locks.ts'

// Two things with one number wait for each other: a scorecard could once be saved only while nobody wrote, because every message held its lock.

test('no two locks have the same number', () => {
  expect(new Set(Object.values(locks)).size).toBe(Object.keys(locks).length)
})

test('every advisory lock is taken by its name', async () => {
  const source = join(import.meta.dirname, '../../src')
  const found: string[] = []
  for await (const file of glob('**/*.ts', { cwd: source, exclude: ['store/generated'] }))
    for (const [statement] of (await readFile(join(source, file), 'utf8')).matchAll(/pg_\w*advisory\w*\(.{0,90}/gs))
      if (!statement.includes('locks.')) found.push(`${file}: ${statement}`)
  expect(found).toEqual([])
})
