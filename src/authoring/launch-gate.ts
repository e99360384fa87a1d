import type { FlowContent, ReferralPurpose } from '../core/flow.ts'
import { isStorableJson } from '../core/names.ts'
import { weakenedBy } from '../core/round-rules.ts'
import { fold } from '../core/understanding/characters.ts'
import { errorsIn, type Finding } from './findings.ts'
import { contentOnTerms, type LaunchRecord } from './launch-record.ts'
import type { DirectoryEntry, ReferralDirectory } from './referral-files.ts'

/** A number that was right three months ago may be somebody else's today. */
const daysOfVerification = 90
const dayMilliseconds = 86_400_000

/** Why people may not be sent to a number of the directory. */
export interface ReferralFault {
  /** null: there is no entry at all. */
  readonly entry: DirectoryEntry | null
  /** An example is a reminder; everything else is an error. */
  readonly isExample: boolean
  readonly message: string
}

/** `today` is an ISO date. */
function faultOf(entry: DirectoryEntry, today: string): ReferralFault | null {
  const { referral, verified } = entry
  const mend = 'ring it, then write the day as "verified" and who did it as "verified_by"'
  if (verified === null)
    return { entry, isExample: true, message: `the number ${referral.number} is an example: ${mend}` }
  const age = (Date.parse(today) - Date.parse(verified)) / dayMilliseconds
  return age > daysOfVerification
    ? { entry, isExample: false, message: `the number ${referral.number} was verified more than 90 days ago: ${mend}` }
    : null
}

/** What a flow's people may be told to call. */
const purposesOf = ({ flow }: FlowContent): ReferralPurpose[] => [
  ...(flow.referral ? (['general', 'emergency'] as const) : []),
  ...(flow.eligible === undefined ? [] : (['child'] as const)),
]

/**
 * What stands in the way of sending people to the directory's numbers: for each language of the flow somebody for the whole
 * country, and no number that nobody has verified within 90 days. `today` is an ISO date.
 */
export function referralFaults(content: FlowContent, directory: ReferralDirectory, today: string): ReferralFault[] {
  return purposesOf(content).flatMap((purpose) =>
    content.flow.languages.flatMap((language): ReferralFault[] => {
      const shown = directory.filter(
        ({ referral }) => referral.for === purpose && referral.languages.includes(language),
      )
      const message = `no entry for the whole country is "for: ${purpose}" in "${language}"`
      const missing = { entry: null, isExample: false, message }
      return [
        ...(shown.some(({ referral }) => referral.place === undefined) ? [] : [missing]),
        ...shown.map((entry) => faultOf(entry, today)).filter((fault) => fault !== null),
      ]
    }),
  )
}

/** One thing that stands in the way of a launch; `field` is that of the launch record where it can be mended. */
export interface LaunchFault {
  readonly field: keyof LaunchRecord | 'flow' | 'keywords'
  /** Where a field can have more faults than one: which. */
  readonly kind?: 'round_ended'
  readonly message: string
}

interface LaunchCandidate {
  /** As the linter found it; undefined where the files cannot be put together. */
  readonly content: FlowContent | undefined
  readonly findings: readonly Finding[]
  readonly record: LaunchRecord
  /** The referral directory. */
  readonly referrals: ReferralDirectory
  /** Kinds of phone screen on which messages stay with the phone and cannot be taken back. */
  readonly lastingMedia: readonly string[]
  /** What people can begin or could before, beside this flow. */
  readonly surroundings: Surroundings
  /** ISO date. */
  readonly today: string
}

/** What a launch must fit to. */
export interface Surroundings {
  /** Words that mean something already, folded, and what: those that work everywhere, and keywords of other flows. */
  readonly takenWords: ReadonlyMap<string, string>
  /** What was open in the same round before, or is. */
  readonly ofRound: readonly { readonly content: FlowContent; readonly k: number }[]
  /** The round is closed, or being closed. */
  readonly hasEnded: boolean
}

/** What a warning is called in the record of a launch. */
export const warningName = ({ message }: Finding): string => message

const isTranslated = (content: FlowContent, language: string): boolean =>
  Object.values(content.texts[language] ?? {}).some((texts) => texts.translation !== 'source')

/**
 * What stands in the way of opening a flow to people on these terms; nothing: it may be launched. Whether a second person must
 * agree is said by `needsSecondPerson`.
 */
export function launchFaults(candidate: LaunchCandidate): LaunchFault[] {
  const { content, findings, record, referrals, lastingMedia, surroundings, today } = candidate
  const errors = errorsIn(findings)
  if (!content || errors.length > 0)
    return [{ field: 'flow', message: `${errors.length} errors are to be mended first: see the proof of the flow` }]
  const launched = contentOnTerms(content, record)
  const sensitive = needsSecondPerson(launched)
  const faults: LaunchFault[] = []
  const fault = (field: LaunchFault['field'], message: string) => faults.push({ field, message })
  if (surroundings.hasEnded)
    faults.push({ field: 'round', kind: 'round_ended', message: 'this round is closed: give it the name of a new one' })

  if (launched.flow.languages.length === 0) fault('languages', 'the flow speaks none of these languages')
  for (const language of launched.flow.languages) {
    if (isTranslated(launched, language) && !record.translationReviews[language])
      fault('translationReviews', `say who has read the texts in "${language}" as a whole, and when`)
  }
  for (const warning of findings.filter(({ severity }) => severity === 'warning')) {
    const name = warningName(warning)
    if (warning.because === undefined && !record.acceptedWarnings[name])
      fault('acceptedWarnings', `say why this is no problem: ${name}`)
  }
  if (!isStorableJson(launched)) fault('flow', 'a text holds a NUL or half a character, which cannot be stored')
  for (const message of fittingFaults(launched, record, surroundings)) fault(message.field, message.message)
  if (record.closesOn < today) fault('closesOn', 'this day is over')
  if (record.quota > 0 && record.quota < record.k)
    fault('quota', `with fewer than k = ${record.k} interviews nothing could ever be released`)
  if (!sensitive) return faults

  if (record.ethicsReference === '') fault('ethicsReference', 'a flow with sensitive groups needs an ethics approval')
  const lasting = record.media.filter((medium) => lastingMedia.includes(medium))
  if (lasting.length > 0 && launched.flow.smsIsSafeBecause === undefined)
    fault(
      'smsIsSafeBecause',
      `messages stay on the phone (${lasting.join(', ')}): say why this is safe, or leave it out`,
    )
  for (const { entry, message } of referralFaults(launched, referrals, today))
    fault('flow', entry ? `${entry.document.file.split('/').slice(-2).join('/')}: ${message}` : message)
  return faults
}

/** Words that begin another flow, and promises to those who have answered in this round. */
function fittingFaults(
  { flow }: FlowContent,
  record: LaunchRecord,
  { takenWords, ofRound }: Surroundings,
): LaunchFault[] {
  const words = Object.values(flow.keywords).flat()
  const largest = Math.max(0, ...ofRound.map(({ k }) => k))
  const weakened = new Set(ofRound.flatMap(({ content }) => weakenedBy(content.flow, flow)))
  return [
    ...words.flatMap((word): LaunchFault[] => {
      const other = takenWords.get(fold(word))
      return other === undefined ? [] : [{ field: 'keywords', message: `the keyword "${word}" is already ${other}` }]
    }),
    ...(record.k < largest
      ? [
          {
            field: 'k' as const,
            message: `this round was open with k = ${largest}: take at least that, or a new round`,
          },
        ]
      : []),
    ...[...weakened].map((name): LaunchFault => {
      const how = 'is less protected than before in this round: people were promised more; give the flow a new round'
      return { field: 'round', message: `"${name}" ${how}` }
    }),
  ]
}

/** Sensitive flows are opened by somebody else than who asks for it. */
export const needsSecondPerson = ({ flow }: FlowContent): boolean => Object.keys(flow.blocks).length > 0
