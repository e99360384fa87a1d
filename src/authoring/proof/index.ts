import { countsRefused } from './calculations.ts'
import type { Check } from './check.ts'
import { noneBesideOthers, otherWithoutText, sameLabels } from './choice-sets.ts'
import { alikeChoices, takenAliases } from './choices.ts'
import { alwaysTrue, comparesSeveral } from './conditions.ts'
import { personalDetails, unprotectedViolence } from './delicate.ts'
import { markup, otherScript, unknownPlaceholders } from './markup.ts'
import { numberClasses } from './number-classes.ts'
import { ageBounds, contradictedConstraint, noUpperBound } from './numbers.ts'
import { ownNumbers } from './own-numbers.ts'
import { sameQuestion } from './repeated.ts'
import { deadEnds, tooManyQuestions, unknownChoices, unlookedAt, unreachable } from './routing.ts'
import { costlyCharacters, manyPages, manySegments, tooManyChoices } from './screens.ts'
import { differentPlaceholders, hardToRead, untranslated } from './wording.ts'

/** Everything that is looked at in every flow, besides the safety properties. */
export const checks: readonly Check[] = [
  ...[unlookedAt, unreachable, deadEnds, unknownChoices, tooManyQuestions],
  ...[comparesSeveral, alwaysTrue, countsRefused],
  ...[tooManyChoices, manyPages, manySegments, costlyCharacters],
  ...[alikeChoices, takenAliases, ownNumbers, sameLabels, noneBesideOthers, otherWithoutText, numberClasses],
  ...[untranslated, differentPlaceholders, unknownPlaceholders, otherScript, markup, hardToRead, sameQuestion],
  ...[noUpperBound, ageBounds, contradictedConstraint, personalDetails, unprotectedViolence],
]
