import { createEngine, type Engine } from '../core/engine.ts'
import { type FlowContent, flowContentSchema, isNewerFlow, type Referral, type Texts } from '../core/flow.ts'
import { type ReferralLine, referralLines } from '../core/referrals.ts'
import { createTranslator, type Translator } from '../core/texts.ts'
import { Problem } from '../problem.ts'
import { createWords, type Keywords, type Words } from './words.ts'

/** A version that people can begin. */
export interface OpenVersion {
  readonly version: string
  readonly content: FlowContent
}

interface LibrarySettings {
  /** What is open at first. */
  readonly launched: readonly OpenVersion[]
  readonly system: Texts
  /** Where help is, for whoever is in no flow. */
  readonly referrals: readonly Referral[]
  readonly defaultLanguage: string
  readonly organisation: string
  redact(text: string): string
  /** The content of a version that was launched earlier, or by another process; null where it is not known. */
  loadContent(version: string): Promise<unknown>
}

/** The flows that are open, the versions that conversations still run on, and the words that people may write. */
export interface FlowLibrary {
  readonly open: readonly Engine[]
  /** From now on people can begin these and no others. Whoever is in another one goes on there. */
  offer(versions: readonly OpenVersion[]): void
  readonly translator: Translator
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  /** Who asks: shown at consent and in help. */
  readonly organisation: string
  /** Whom to call, outside of any flow. */
  readonly helpLine: ReferralLine
  /** The engine of a version, if it is in memory. */
  engine(version: string): Engine | undefined
  /** Brings a version into memory; false where it cannot be had. Throws `unavailable` where a newer release wrote it. */
  load(version: string): Promise<boolean>
  /** What means something wherever it is written. */
  readonly words: Words
  /** The keywords of the flows that are open. */
  readonly keywords: Keywords
}

export function createLibrary(settings: LibrarySettings): FlowLibrary {
  const { system, defaultLanguage, organisation, redact } = settings
  const engines = new Map<string, Engine>()
  const add = (version: string, content: FlowContent): Engine => {
    const engine = createEngine({ version, content, organisation, redact })
    engines.set(version, engine)
    return engine
  }
  const languages = Object.keys(system)
  const translator = createTranslator(system, defaultLanguage)

  const words = createWords(translator, languages)
  let open: readonly Engine[] = []
  let keywords = words.keywords([])
  function offer(versions: readonly OpenVersion[]): void {
    open = versions.map(({ version, content }) => engines.get(version) ?? add(version, content))
    keywords = words.keywords(
      open.flatMap(({ flow }) =>
        Object.entries(flow.keywords).flatMap(([language, list]) =>
          list.map((word) => ({ word, flow: flow.name, language })),
        ),
      ),
    )
  }
  offer(settings.launched)

  return {
    get open() {
      return open
    },
    offer,
    translator,
    languages,
    defaultLanguage,
    organisation,
    helpLine: referralLines(settings.referrals, translator),
    engine: (version) => engines.get(version),
    async load(version) {
      const content = await settings.loadContent(version)
      if (isNewerFlow(content))
        throw new Problem(
          'unavailable',
          'a newer version of Heard has frozen this questionnaire; replace this process by that version',
        )
      const parsed = flowContentSchema.safeParse(content)
      if (parsed.success) add(version, parsed.data)
      return parsed.success
    },
    words,
    get keywords() {
      return keywords
    },
  }
}
