import type { Check } from './check.ts'
import { alikeChoices, takenAliases } from './choices.ts'
import { personalDetails, unprotectedViolence } from './delicate.ts'
import { noUpperBound } from './numbers.ts'
import { ownNumbers } from './own-numbers.ts'
import { deadEnds, tooManyQuestions, unknownChoices, unlookedAt, unreachable } from './routing.ts'
import { costlyCharacters, manyPages, manySegments, tooManyChoices } from './screens.ts'
import { differentPlaceholders, hardToRead, untranslated } from './wording.ts'

/** Everything that is looked at in every flow, besides the safety properties. */
export const checks: readonly Check[] = [
  ...[unlookedAt, unreachable, deadEnds, unknownChoices, tooManyQuestions],
  ...[tooManyChoices, manyPages, manySegments, costlyCharacters],
  ...[alikeChoices, takenAliases, ownNumbers],
  ...[untranslated, differentPlaceholders, hardToRead],
  ...[noUpperBound, personalDetails, unprotectedViolence],
]
