import { findQuestionType } from '../../core/questions/index.ts'
import type { ImportedChoices } from './choices-sheet.ts'
import { choiceShownBy, type Names } from './expressions.ts'
import { questionName } from './names.ts'
import { isRepeat, typeOf } from './row-type.ts'
import { unsupportedTypes } from './unsupported.ts'
import type { Sheet } from './workbook.ts'

export const isYes = (text: string) => /^(?:yes|true|1|true\(\))$/i.test(text)

/** Looks through a sheet before it is read: which names there are, where, and which lists they take answers from. */
export function namesIn(sheet: Sheet, choices: ImportedChoices): Names & { readonly shownBy: Map<string, string> } {
  const rows = new Map<string, number>()
  const leftOut = new Map<string, string>()
  const lists = new Map<string, string>()
  const shownBy = new Map<string, string>()
  let repeats = 0
  for (const row of sheet.rows) {
    const { typeName, rest } = typeOf(row.peek('type'))
    if (isRepeat('begin', typeName)) repeats++
    if (isRepeat('end', typeName)) repeats = Math.max(0, repeats - 1)
    const name = questionName(row.peek('name'))
    if (row.peek('name') === '') continue
    const unsupported = Object.hasOwn(unsupportedTypes, typeName) ? unsupportedTypes[typeName] : undefined
    if (isYes(row.peek('disabled'))) leftOut.set(name, 'its row is disabled')
    else if (unsupported) leftOut.set(name, unsupported.why)
    else if (repeats > 0) leftOut.set(name, 'it stands in a repeat')
    else if (findQuestionType(typeName) || typeName === 'hidden') {
      if (!rows.has(name)) rows.set(name, row.number)
      const list = choices.listNamed(rest[0] ?? row.peek('value_list'))
      if (list !== undefined) lists.set(name, list)
      if (list !== undefined && /\bor[ _](?:specify[ _])?other\b/.test(rest.slice(1).join(' ')))
        rows.set(`${name}_other`, row.number)
      const shown = choiceShownBy(row.peek('calculation'))
      if (shown !== undefined) shownBy.set(name, shown)
    }
  }
  return { rows, leftOut, lists, renamed: choices.renamed, shownBy }
}
