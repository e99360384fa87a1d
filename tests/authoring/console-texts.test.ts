import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConsoleTexts } from '../../src/authoring/console-texts.ts'
import { projectFolders } from '../../src/questionnaires.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heard-texts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (language: string, texts: object) => {
  mkdirSync(join(folder, language), { recursive: true })
  const known = { translation: 'draft', language_name: language }
  writeFileSync(join(folder, language, 'console.json'), JSON.stringify({ ...known, ...texts }, null, 2))
}

test("the project's own are complete in three languages", () => {
  expect(Object.keys(readConsoleTexts(projectFolders.locales))).toEqual(['en', 'bn', 'sw'])
})

test('every text that is missing, left over, or has other placeholders is named at once', () => {
  write('en', { greeting: 'Hello {{name}}', menu: { open: 'Open', closed: 'Closed' } })
  write('sw', { greeting: 'Habari {{jina}}', menu: { open: 'Fungua', shut: 'Funga' } })
  expect(() => readConsoleTexts(folder)).toThrow(
    expect.objectContaining({
      code: 'configuration',
      details: [
        expect.stringContaining('the placeholders must be those of the other languages: name'),
        expect.stringContaining('the text "menu.closed" is missing'),
        expect.stringContaining('is used nowhere'),
      ],
    }),
  )
})

test('a language without the file is no language of the console', () => {
  write('en', {})
  mkdirSync(join(folder, 'fr'))
  expect(Object.keys(readConsoleTexts(folder))).toEqual(['en'])
})
