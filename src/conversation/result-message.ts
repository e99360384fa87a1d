import type { Medium } from '../channels/media/medium.ts'
import { plainReply, type Screen } from '../core/reply.ts'
import type { Translator } from '../core/texts.ts'

/** What came of the answers, in a few words, as it arrives on a phone. */
export type ResultScreen = (text: string, language: string, medium: Medium) => Screen

/** Says first who writes; how to get no more, only where that costs nothing. */
export function createResultScreen(translator: Translator, organisation: string): ResultScreen {
  return (text, language, medium) => {
    const more = { key: '', label: translator.text(language, 'system:more') }
    const screenOf = (whole: string) => medium.pages(plainReply(whole), more)[0] as Screen
    const plain = screenOf(`${organisation}: ${text}`)
    const hinted = screenOf(`${organisation}: ${text} ${translator.text(language, 'system:results_stop')}`)
    return medium.units(hinted) === medium.units(plain) ? hinted : plain
  }
}
