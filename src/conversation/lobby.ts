import { languageOptions } from '../core/languages.ts'
import type { Option } from '../core/questions/question-type.ts'
import { plainReply, type Reply } from '../core/reply.ts'
import { chosenOption, likelyOption } from '../core/understanding/choosing.ts'
import type { FlowLibrary } from './library.ts'

/** What is said outside of any flow: the menu, the choice of a language, and single sentences of the system. */
export interface Lobby {
  /** A sentence after which nothing is expected. */
  says(key: string): Reply
  text(key: string): string
  /** Whom to call in general, and the words that work everywhere. */
  help(): readonly string[]
  /** The flows of these names, and the other languages where there are any. */
  menu(names: readonly string[], lead?: readonly string[]): Reply
  /** `isAgain`: the reply before was not understood. */
  languages(isAgain: boolean): Reply
  startAgain(): Reply
  /** Whether a reply to the menu asks for another language. */
  wantsLanguages(reply: string): boolean
  /** The flow that a reply to the menu means; `offered` is the menu that the person saw. */
  readMenu(reply: string, offered: readonly string[]): string | undefined
  readLanguage(reply: string): string | undefined
}

/** Chooses another language on the menu. */
const languagesKey = '99'

/** The lobby in one language. */
export function openLobby(library: FlowLibrary, language: string): Lobby {
  const { translator, organisation, words } = library
  const vocabulary = words.vocabulary(language)
  const text = (key: string): string =>
    translator.text(language, `system:${key}`, {
      organisation,
      helpline: library.helpLine('general', language),
      emergency: library.helpLine('emergency', language),
    })

  const numbered = (names: readonly string[], label: (name: string) => string): Option[] =>
    names.map((name, index) => ({ key: String(index + 1), label: label(name), item: { name } }))
  const titleOf = (name: string): string =>
    library.open.find(({ flow }) => flow.name === name)?.translator.text(language, `${name}:title`) ?? name
  const flowOptions = (names: readonly string[]) => numbered(names, titleOf)
  const languages = languageOptions(translator, library.languages)
  const others = library.languages.filter((code) => code !== language)
  /** The others by the names that their speakers write on any phone. */
  const languageChoice: Option[] =
    others.length === 0
      ? []
      : [
          {
            key: languagesKey,
            label: others.map((code) => translator.words(code, 'system:names')[0] ?? code).join('/'),
            item: { name: languagesKey },
          },
        ]

  const says = (key: string): Reply => plainReply(text(key))
  const asks = (lines: readonly string[], options: readonly Option[]): Reply =>
    plainReply(
      lines.join('\n'),
      options.map(({ key, label }) => ({ key, label })),
    )

  return {
    says,
    text,
    help: () => [...(library.helpLine('general', language) ? [text('referral')] : []), text('help')],
    menu: (names, lead = []) =>
      names.length === 0
        ? says('menu_empty')
        : asks([...lead, text('menu')], [...flowOptions(names), ...languageChoice]),
    languages: (isAgain) => ({
      ...asks([text('choose_language')], languages),
      ...(isAgain && { lead: [text('invalid.choice')] }),
    }),
    startAgain: () =>
      asks(
        [text('opted_out')],
        numbered(['yes'], () => text('start_again')),
      ),
    wantsLanguages: (reply) => chosenOption(reply, languageChoice, vocabulary) !== undefined,
    readMenu: (reply, offered) => chosenOption(reply, flowOptions(offered), vocabulary)?.item.name,
    readLanguage: (reply) => likelyOption(reply, languages, vocabulary)?.item.name,
  }
}
