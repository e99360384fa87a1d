import { createEngine, type Engine } from '../core/engine.ts'
import { type FlowContent, flowContentSchema, type Referral, type Texts } from '../core/flow.ts'
import { fold, matchWords } from '../core/input.ts'
import { type ReferralLine, referralLines } from '../core/referrals.ts'
import { createTranslator, type Translator } from '../core/texts.ts'

/** The words that work in every state. */
export const everywhereWords = [
  ...(['danger', 'exit', 'keep', 'erase', 'stop'] as const),
  ...(['start', 'help', 'back', 'language', 'more'] as const),
] as const
export type EverywhereWord = (typeof everywhereWords)[number]

interface Keyword {
  readonly word: string
  readonly flow: string
  readonly language: string
}

interface LibrarySettings {
  readonly launched: readonly { readonly version: string; readonly content: FlowContent }[]
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
  /** Says which rounds are closed: nobody can begin a flow in them any more. */
  close(rounds: readonly { readonly flow: string; readonly round: string }[]): void
  readonly translator: Translator
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  /** Who asks: shown at consent and in help. */
  readonly organisation: string
  /** Whom to call, outside of any flow. */
  readonly helpLine: ReferralLine
  /** The engine of a version, if it is in memory. */
  engine(version: string): Engine | undefined
  /** Brings a version into memory; false where it cannot be had. */
  load(version: string): Promise<boolean>
  everywhereWord(text: string): EverywhereWord | undefined
  /** The keyword that a text is; with `lenient`, also with a small misspelling. */
  keyword(text: string, lenient: boolean): Keyword | undefined
}

export function createLibrary(settings: LibrarySettings): FlowLibrary {
  const { system, defaultLanguage, organisation, redact } = settings
  const engines = new Map<string, Engine>()
  const add = (version: string, content: FlowContent): Engine => {
    const engine = createEngine({ version, content, organisation, redact })
    engines.set(version, engine)
    return engine
  }
  const launched = settings.launched.map(({ version, content }) => add(version, content))
  const languages = Object.keys(system)
  const translator = createTranslator(system, defaultLanguage)

  const words = new Map<string, EverywhereWord>()
  for (const language of languages) {
    for (const word of everywhereWords) {
      for (const text of translator.words(language, `system:words.${word}`)) words.set(fold(text), word)
    }
  }
  let open = launched
  const keywords: Keyword[] = launched.flatMap(({ flow }) =>
    Object.entries(flow.keywords).flatMap(([language, list]) =>
      list.map((word) => ({ word, flow: flow.name, language })),
    ),
  )

  return {
    get open() {
      return open
    },
    close(rounds) {
      const isClosed = ({ name, round }: Engine['flow']) =>
        rounds.some((closed) => closed.flow === name && closed.round === round)
      open = launched.filter(({ flow }) => !isClosed(flow))
    },
    translator,
    languages,
    defaultLanguage,
    organisation,
    helpLine: referralLines(settings.referrals, translator),
    engine: (version) => engines.get(version),
    async load(version) {
      const parsed = flowContentSchema.safeParse(await settings.loadContent(version))
      if (parsed.success) add(version, parsed.data)
      return parsed.success
    },
    everywhereWord: (text) => words.get(fold(text)),
    keyword: (text, lenient) =>
      keywords.find(({ word }) => fold(word) === fold(text)) ??
      (lenient ? matchWords(text, keywords, ({ word }) => [word]) : undefined),
  }
}
