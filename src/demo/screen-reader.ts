import type { FlowContent, Question } from '../core/flow.ts'

/** A choice as somebody finds it on the screen. */
export interface Option {
  readonly name: string
  readonly key: string
  readonly label: string
}

/** What a screen asks, as far as somebody can tell who sees nothing else. */
export type Asked =
  | { readonly kind: 'question'; readonly question: Question; readonly options: readonly Option[] }
  /** Whether a reply that was not certain was meant as it is shown. */
  | { readonly kind: 'suggested' }
  | { readonly kind: 'language' | 'consent' | 'safe' | 'results' }

/** So many letters of a text are enough to know it by; where a screen is divided the rest stands on the next one. */
const recognised = 22
const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The first words of a text that do not depend on who asks. */
function beginning(text: unknown): string {
  const parts = String(text ?? '').split(/\{\{[^}]*\}\}/)
  const own = parts.map(plain).toSorted((a, b) => b.length - a.length)[0] ?? ''
  return own.slice(0, recognised).trim()
}

/** Reads the screens of a flow in one language: by the texts that are on them, and by nothing else. */
export function screenReader({ flow, texts }: FlowContent, language: string) {
  const at = (namespace: string, ...path: readonly string[]): unknown =>
    path.reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      texts[language]?.[namespace],
    )
  const questions = flow.questions.flatMap((question) => {
    const label = beginning(at(question.namespace, 'questions', question.name, 'label'))
    return label === '' || question.list === undefined ? [] : [{ question, label }]
  })
  const system = (['consent', 'safe', 'results', 'suggested'] as const).map((kind) => ({
    kind,
    label: beginning(at(flow.name, 'system', kind, 'label') ?? at('system', kind, 'label')),
  }))

  const names = flow.languages.map((code) => String(texts[code]?.system?.name ?? ''))

  /** Where only some of a list are offered, its numbers stand on the screen and nowhere else. */
  function optionsOf({ list = '', choice_filter }: Question, seen: string): Option[] {
    const { items = [], namespace = '' } = flow.lists[list] ?? {}
    return items.map(({ name, key }, place) => {
      const label = String(at(namespace, 'choices', list, name) ?? '')
      const before =
        choice_filter === undefined
          ? ''
          : seen
              .split(` ${plain(label)}`)[0]
              ?.split(' ')
              .at(-1)
      return { name, label, key: key ?? (before || String(place + 1)) }
    })
  }

  return {
    /** null: nothing that this flow asks. */
    read(screen: string): Asked | null {
      const seen = plain(screen)
      const found = questions
        .filter(({ label }) => seen.includes(label))
        .toSorted((a, b) => b.label.length - a.label.length)
      // Nobody needs to read the question above a list of languages.
      if (names.every((name) => seen.includes(name))) return { kind: 'language' }
      const known = system.find(({ label }) => label !== '' && seen.includes(label))
      if (known) return { kind: known.kind }
      const [first] = found
      return first ? { kind: 'question', question: first.question, options: optionsOf(first.question, seen) } : null
    },
  }
}
