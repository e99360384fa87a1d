/** One thing that can be chosen: what the person types, and what it means in the person's language. */
export interface Choice {
  readonly key: string
  readonly label: string
}

/** What the person is to be told, before any channel has given it a shape. */
export interface Reply {
  /**
   * Said before it, line by line, where there is room: why a question comes again. Where there is none it is shortened or left
   * out, so that it never keeps the person from the question.
   */
  readonly lead?: readonly string[] | undefined
  readonly text: string
  readonly choices: readonly Choice[]
  /** Nothing is expected after this reply: it has no choices and asks nothing. */
  readonly end: boolean
  /** The person's own messages must not give the answer away to a reader of the phone: show keys, never labels, on buttons. */
  readonly discreet: boolean
  /** A reply to it counts only once its last page was shown: nobody agrees to what they have not seen. */
  readonly readInFull: boolean
  /** What to say about the messages themselves, where they stay on the phone; null: nothing. */
  readonly traces: Traces | null
}

/** What somebody is told about messages that stay on the phone: that they may delete them, or that we can do it. */
interface Traces {
  readonly advice: string
  readonly offer: string
}

/** Everything that a reply says, where there is room for all of it. */
export const wholeText = ({ lead = [], text }: Pick<Reply, 'lead' | 'text'>): string =>
  [...lead, text].filter((line) => line !== '').join('\n')

/** A reply with nothing special about it; without choices nothing is expected after it. */
export const plainReply = (text: string, choices: readonly Choice[] = []): Reply => ({
  text,
  choices,
  end: choices.length === 0,
  discreet: false,
  readInFull: false,
  traces: null,
})

/** Leaves at once, as a key: what a discreet keyboard offers beside the choices. Every language counts it among its `exit` words. */
export const exitKey = 'x'

/** One reply, or one page of it, as one medium shows it. */
export interface Screen {
  /** Everything the person reads, choices included. */
  readonly text: string
  /** What can be tapped where the medium has buttons. */
  readonly buttons: readonly string[]
  readonly end: boolean
}
