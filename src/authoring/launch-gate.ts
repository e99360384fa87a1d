import type { FlowContent, ReferralPurpose } from '../core/flow.ts'
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
