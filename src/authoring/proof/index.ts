import type { Check } from './check.ts'
import { alikeChoices, takenAliases } from './choices.ts'
import { noUpperBound } from './numbers.ts'
import { deadEnds, tooManyQuestions, unknownChoices, unreachable } from './routing.ts'
import { costlyCharacters, manyPages, manySegments } from './screens.ts'
import { differentPlaceholders, hardToRead, untranslated } from './wording.ts'

/** Everything that is looked at in every flow, besides the safety properties. */
export const checks: readonly Check[] = [
  ...[unreachable, deadEnds, unknownChoices, tooManyQuestions],
  ...[manyPages, manySegments, costlyCharacters],
  ...[alikeChoices, takenAliases],
  ...[untranslated, differentPlaceholders, hardToRead],
  noUpperBound,
]
