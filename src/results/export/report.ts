import type { ExportData } from './export-data.ts'
import { weightingSentences } from './weights.ts'

const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))

/** What was done to the interviews of an export, what was left out, and what that does not protect from: a sentence each. */
export function sentences(
  data: Pick<
    ExportData,
    'anonymity' | 'leftOut' | 'sensitive' | 'variables' | 'monthsSuppressed' | 'population' | 'weighting'
  >,
): string[] {
  const { anonymity, leftOut, sensitive, variables, monthsSuppressed } = data
  const { k, dimensions, interviews, classes, smallClasses, suppressed, smallestClass, uniformClasses } = anonymity
  const losses = suppressed.map(
    ({ dimension, values, replaced }) =>
      `${dimension} in ${replaced} of ${values} interviews${values > 0 ? ` (${((100 * replaced) / values).toFixed(1)} %)` : ''}`,
  )
  const hidden = variables.filter(({ isHiddenInSmallClasses }) => isHiddenInSmallClasses).map(({ name }) => name)
  return [
    `${interviews} interviews of a closed round, numbered anew in an order of chance; time is known to the month, channel and language not at all.`,
    `Dimensions (marked "disaggregate"): ${list(dimensions)}. They make ${classes} classes, ${smallClasses} of them with fewer than ${k} interviews.`,
    `Single values are replaced by "suppressed" until everybody is alike with at least ${k} interviews, where no value may be any value: ${list(losses)}. With a dimension goes what tells about it: ${list(hidden)}.`,
    `Now everybody is alike with at least ${smallestClass} interviews${smallestClass < k ? `: FEWER THAN ${k}` : ''}.`,
    `In ${monthsSuppressed} interviews the month is suppressed, because fewer than ${k} answered in theirs, or in theirs of their release, or to go with such. Months are no dimension: a class may be smaller within one.`,
    `Sensitive questions left out: ${list(leftOut.sensitive)}; free text left out: ${list(leftOut.freeText)}.`,
    ...(sensitive.length === 0
      ? []
      : [
          `SENSITIVE QUESTIONS ARE IN IT: ${list(sensitive)}. In ${uniformClasses} classes everybody gave the same answer to one of them (l-diversity 1): who knows that somebody is in such a class knows that answer.`,
        ]),
    ...weightingSentences(data),
    'It does not protect from somebody who knows other answers of a person, or that nobody else can have given them; and it shows numbers that published tables hide. Do not publish it.',
  ]
}
