import type { Medium } from './channels/media/medium.ts'
import type { ResultScreen } from './conversation/result-message.ts'
import type { Store } from './store/store.ts'

interface ResultSendingSettings {
  readonly store: Pick<Store, 'resultMessages' | 'resultWishes' | 'backlog'>
  readonly media: readonly Medium[]
  readonly resultScreen: ResultScreen
  /** Of who answered in a language that the text was not written in. */
  readonly defaultLanguage: string
}

/** Wishes that become messages together: few, because whoever writes STOP meanwhile waits for them. */
const portion = 100
/** While more replies wait nothing is added: what is in the queue for an hour is never sent, and who answers now comes first. */
const mostWaiting = 500

/**
 * Puts a portion of every approved result that somebody waits for into the queue, at each call. Several processes may do so
 * at the same time.
 */
export function createResultSending({
  store,
  media,
  resultScreen,
  defaultLanguage,
}: ResultSendingSettings): () => Promise<void> {
  return async () => {
    for (const { flow, round, texts } of await store.resultMessages.due()) {
      if ((await store.backlog()).queueDepth >= mostWaiting) return
      await store.resultWishes.send({ flow, round }, portion, ({ language: wanted, medium: name }) => {
        const language = [wanted, defaultLanguage, ...Object.keys(texts)].find((each) => each in texts) ?? ''
        const medium = media.find((each) => each.name === name)
        if (!medium) throw new Error(`There is no medium "${name}".`)
        return resultScreen(texts[language] ?? '', language, medium)
      })
    }
  }
}
