import { missingCodes } from '../../core/flow.ts'
import { because, isReason, reasonText, type Said, valued } from '../said.ts'

/** What would read as something else has a backslash before it: a comma within a value, a parenthesis where a reason would begin. */
const written = (value: string): string => value.replace(/[\\,]|^\(/g, '\\$&')

/** A category as files of margins write it: a value for each question, with commas between them. Who has none is in a category of the reason. */
export const categoryOf = (group: readonly Said[]): string =>
  group.map((said) => (isReason(said) ? reasonText(said.reason) : written(said.value))).join(',')

const reasons = new Map(missingCodes.map((code) => [reasonText(code), because(code)]))

/** The group that a category stands for. */
export const groupOfCategory = (category: string): Said[] =>
  (`,${category}`.match(/,(?:\\.|[^\\,])*/gs) ?? [])
    .map((part) => part.slice(1))
    .map((part) => reasons.get(part) ?? valued(part.replace(/\\(.)/gs, '$1')))
