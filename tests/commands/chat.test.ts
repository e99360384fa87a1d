import { PassThrough } from 'node:stream'
import { afterEach, expect, test, vi } from 'vitest'
import { chat } from '../../src/commands/chat.ts'
import { loadConfig } from '../../src/config.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test.each([
  ['with a line break at its end', '1\n2\n'],
  ['without one', '1\n2'],
  ['before anything was said', ''],
])('a conversation from a file or a pipe ends where its input does: %s', async (_end, input) => {
  const printed: unknown[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(line))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const typed = new PassThrough()
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(typed as never)
  typed.end(input)
  await chat(['health-services'], loadConfig({}))
  vi.restoreAllMocks()
  expect(printed.join('\n')).toMatch(/asks a few questions/)
  if (input !== '') expect(printed.join('\n')).toMatch(/0 Skip/)
})
