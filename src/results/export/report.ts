import type { ExportData } from './export-data.ts'
import { publicWeightingSentences, weightingSentences } from './weights.ts'

const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))

type Reported = Pick<
  ExportData,
  'anonymity' | 'leftOut' | 'sensitive' | 'variables' | 'monthsSuppressed' | 'population' | 'weighting'
>

const hiddenWithDimensions = ({ variables }: Reported) =>
  list(variables.filter(({ isHiddenInSmallClasses }) => isHiddenInSmallClasses).map(({ name }) => name))

const leftOutOf = ({ leftOut }: Reported) =>
  `Sensitive questions left out: ${list(leftOut.sensitive)}; free text left out: ${list(leftOut.freeText)}.`

/** What must be said wherever interviews are described. */
export const restriction =
  'It does not protect from somebody who knows other answers of a person, or that nobody else can have given them; and it shows numbers that published tables hide. Do not publish it.'

/**
 * The same for what is read without the interviews, such as the quality report: only what was done, and no number that rests on them. The auditor is
 * not told of such numbers, and how many values were replaced tells about the few of whom they were.
 */
export function publicSentences(data: Reported): string[] {
  const { anonymity, sensitive } = data
  const { k, dimensions, smallestClass } = anonymity
  return [
    'The interviews of the closed round are exported, numbered anew in an order of chance; time is known to the month, channel and language not at all.',
    `Dimensions (marked "disaggregate"): ${list(dimensions)}. Single values of these are replaced by "suppressed" until everybody is alike with at least ${k} interviews, where no value may be any value${smallestClass < k ? `: THERE ARE FEWER THAN ${k} INTERVIEWS` : ''}. With a dimension goes what tells about it: ${hiddenWithDimensions(data)}.`,
    `A month is suppressed where fewer than ${k} answered in it. How many values and months are suppressed is said in the files with the interviews, not here: it would tell about few.`,
    leftOutOf(data),
    ...(sensitive.length === 0
      ? []
      : [
          `SENSITIVE QUESTIONS ARE IN THE INTERVIEWS: ${list(sensitive)}. In a class everybody may have given the same answer to one of them (l-diversity 1): who knows that somebody is in such a class knows that answer.`,
        ]),
    ...publicWeightingSentences(data),
    restriction,
  ]
}

/**
 * What was done to the interviews of an export, what was left out, and what that does not protect from: a sentence each. It stands beside the interviews,
 * in which all of its numbers can be counted.
 */
export function sentences(data: Reported): string[] {
  const { anonymity, sensitive, monthsSuppressed } = data
  const { k, dimensions, interviews, classes, smallClasses, suppressed, smallestClass, uniformClasses } = anonymity
  const losses = suppressed.map(
    ({ dimension, values, replaced }) =>
      `${dimension} in ${replaced} of ${values} interviews${values > 0 ? ` (${((100 * replaced) / values).toFixed(1)} %)` : ''}`,
  )
  return [
    `${interviews} interviews of a closed round, numbered anew in an order of chance; time is known to the month, channel and language not at all.`,
    `Dimensions (marked "disaggregate"): ${list(dimensions)}. They make ${classes} classes, ${smallClasses} of them with fewer than ${k} interviews.`,
    `Single values are replaced by "suppressed" until everybody is alike with at least ${k} interviews, where no value may be any value: ${list(losses)}. With a dimension goes what tells about it: ${hiddenWithDimensions(data)}.`,
    `Now everybody is alike with at least ${smallestClass} interviews${smallestClass < k ? `: FEWER THAN ${k}` : ''}.`,
    `In ${monthsSuppressed} interviews the month is suppressed, because fewer than ${k} answered in theirs, or in theirs of their release, or to go with such. Months are no dimension: a class may be smaller within one.`,
    leftOutOf(data),
    ...(sensitive.length === 0
      ? []
      : [
          `SENSITIVE QUESTIONS ARE IN IT: ${list(sensitive)}. In ${uniformClasses} classes everybody gave the same answer to one of them (l-diversity 1): who knows that somebody is in such a class knows that answer.`,
        ]),
    ...weightingSentences(data),
    restriction,
  ]
}
