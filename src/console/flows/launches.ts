import type { Finding } from '../../authoring/findings.ts'
import { type LaunchFault, launchFaults, needsSecondPerson, type Surroundings } from '../../authoring/launch-gate.ts'
import {
  contentOnTerms,
  type LaunchRecord,
  launchRecordSchema,
  launchTermsSchema,
} from '../../authoring/launch-record.ts'
import type { ReferralDirectory } from '../../authoring/referral-files.ts'
import { everywhereWordsIn } from '../../authoring/system-texts.ts'
import { type FlowContent, flowContentSchema, type Texts } from '../../core/flow.ts'
import { fold } from '../../core/understanding/characters.ts'
import type { FlowVersion } from '../../store/contacts.ts'
import type { FrozenLaunch, LaunchCase, LaunchSurroundings } from '../../store/launch-cases.ts'
import type { Store } from '../../store/store.ts'
import type { Launch, LaunchState } from '../../store/workspace.ts'

export interface LaunchSettings {
  readonly store: Pick<Store, 'workspace' | 'flowVersions'>
  /** The project's own flows, as they are opened. */
  readonly ofProject: readonly FlowVersion[]
  /** The texts of the program itself. */
  readonly system: Texts
  readonly referrals: ReferralDirectory
  /** Kinds of phone screen on which messages stay with the phone and cannot be taken back. */
  readonly lastingMedia: readonly string[]
  /** Freezes a content as a version. */
  freeze(content: FlowContent): FlowVersion
  /** ISO date, in the survey's time zone. */
  today(): string
}

/** What is to be launched: a draft as the linter found it. */
interface Draft {
  readonly name: string
  readonly revision: number
  readonly content: FlowContent | undefined
  readonly findings: readonly Finding[]
}

/** What a fault is called in the console's texts. */
export const textOf = ({ field, kind }: LaunchFault): string => `launch.fault.${kind ?? field}`

/** Why a launch was not opened, as a text key. */
type Refusal = string

/** The content of a launch as it was frozen; null where there is none that belongs to its version. */
function frozenContent({ launch, content }: FrozenLaunch, freeze: LaunchSettings['freeze']): FlowContent | null {
  const parsed = flowContentSchema.safeParse(content)
  return parsed.success && freeze(content as FlowContent).version === launch.version ? parsed.data : null
}

/**
 * Asking for launches and deciding about them. Everything is judged from the one version that was frozen when the launch was asked
 * for, by the same function then and when it is opened; drafts that are saved later change nothing about it.
 */
export function createLaunches(settings: LaunchSettings) {
  const { store, ofProject, system, referrals, lastingMedia, freeze, today } = settings
  const { workspace, flowVersions } = store

  function surroundingsOf(flow: string, { others, ofRound, hasEnded }: LaunchSurroundings): Surroundings {
    const takenWords = everywhereWordsIn(system)
    const contents = [...ofProject.map(({ content }) => content), ...others.map(({ content }) => content)]
    for (const content of contents) {
      const other = flowContentSchema.safeParse(content).data?.flow
      if (!other || other.name === flow) continue
      for (const word of Object.values(other.keywords).flat())
        takenWords.set(fold(word), `a keyword of "${other.name}"`)
    }
    return {
      takenWords,
      hasEnded,
      ofRound: ofRound.flatMap(({ launch, content }) => {
        const parsed = flowContentSchema.safeParse(content)
        const terms = launchTermsSchema.safeParse(launch.record)
        return parsed.success && terms.success ? [{ content: parsed.data, k: terms.data.k }] : []
      }),
    }
  }

  /** The one judgement of a content on its terms. */
  const faultsOf = (
    { content, findings }: Pick<Draft, 'content' | 'findings'>,
    record: LaunchRecord,
    surroundings: Surroundings,
  ): LaunchFault[] =>
    launchFaults({
      ...{ content, findings, record, referrals, lastingMedia, surroundings },
      today: today(),
    })

  /** What stands in the way of opening a launch; `isNew`: it waits for the approval of a second person. */
  function judge(asked: LaunchCase, isNew: boolean): Refusal | null {
    const content = frozenContent(asked, freeze)
    const record = launchRecordSchema.safeParse(asked.launch.record)
    if (content === null || !record.success) return 'launch.fault.version'
    const surroundings = surroundingsOf(asked.launch.flow, asked)
    if (isNew && asked.tie !== null && needsSecondPerson(content)) return `error.second_person.${asked.tie}`
    const [fault] = faultsOf({ content, findings: [] }, record.data, surroundings)
    return fault ? textOf(fault) : null
  }

  return {
    /** Freezes a draft on these terms and asks for its launch; nothing is asked for where something stands in the way. */
    async request(draft: Draft, record: LaunchRecord, requestedBy: string): Promise<readonly LaunchFault[]> {
      const { name, content, revision } = draft
      const around = content
        ? await workspace.surroundings({ flow: name, round: record.round ?? content.flow.round })
        : { others: [], ofRound: [], hasEnded: false }
      const faults = faultsOf(draft, record, surroundingsOf(name, around))
      if (!content || faults.length > 0) return faults
      const onTerms = contentOnTerms(content, record)
      const { version } = freeze(onTerms)
      await flowVersions.launch([{ flow: name, version, content: onTerms }])
      await workspace.requestLaunch({ flow: name, round: onTerms.flow.round, version, revision, record, requestedBy })
      return []
    },

    /** Opens a launch; otherwise it is said why not. */
    async open(id: string, from: readonly LaunchState[], by: string): Promise<Refusal | null> {
      const isNew = from.includes('in_review')
      const { opened, fault } = await workspace.open(id, from, by, (asked) => judge(asked, isNew))
      return opened ? null : (fault ?? 'error.decided')
    },

    decide: workspace.decide,

    /** What people will be asked, or are, exactly; null where it is not known any more. */
    async frozen(launch: Launch): Promise<FlowContent | null> {
      const stored = await flowVersions.load(launch.version)
      return stored && stored.flow === launch.flow ? frozenContent({ launch, content: stored.content }, freeze) : null
    },
  }
}
