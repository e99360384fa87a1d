import { expect, test } from 'vitest'
import { xlsx } from '../../../src/results/export/xlsx.ts'
import { everything, prepared } from './round.ts'

test.each([
  [1_048_576, 'more lines than Excel takes'],
  [400_000, 'more cells than fit into memory'],
])('a workbook is refused before anything is read: %i interviews, %s', async (interviews) => {
  const data = await prepared(everything)
  const large = { ...data, anonymity: { ...data.anonymity, interviews } }
  const write = async () => {
    for await (const _file of xlsx.write(large)) throw new Error('it was written')
  }
  await expect(write()).rejects.toThrow(/do not fit.*use --format csv/s)
})
