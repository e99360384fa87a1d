/** One thing that can be chosen: what the person types, and what it means in the person's language. */
export interface Choice {
  readonly key: string
  readonly label: string
}

/** What the person is to be told, before any channel has given it a shape. */
export interface Reply {
  readonly text: string
  readonly choices: readonly Choice[]
  /** Nothing is expected after this reply: it has no choices and asks nothing. */
  readonly end: boolean
  /** The person's own messages must not give the answer away to a reader of the phone: show keys, never labels, on buttons. */
  readonly discreet: boolean
}

/** One reply, or one page of it, as one medium shows it. */
export interface Screen {
  /** Everything the person reads, choices included. */
  readonly text: string
  /** What can be tapped where the medium has buttons. */
  readonly buttons: readonly string[]
  readonly end: boolean
}
