import { placeOf } from '../../core/conversation-state.ts'
import type { Subject } from '../proof/subject.ts'
import { deedText } from '../walk/walk.ts'

/** What a box of the picture stands for. */
export type BoxKind = 'step' | 'question' | 'safe' | 'ending'

export interface Box {
  /** The state of the machine: `ask:visited`, `completed`. */
  readonly state: string
  readonly kind: BoxKind
  /** Name of the question, or of the step. */
  readonly name: string
  /** What people read there, shortened. */
  readonly text: string
  /** The sensitive group that it belongs to. */
  readonly block: string | undefined
}

interface Arrow {
  readonly from: string
  readonly to: string
  /** The choices that lead this way; empty where everything does. */
  readonly choices: readonly string[]
}

/** A flow as boxes and arrows, in one language. */
export interface FlowGraph {
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

const longestText = 90
const mostChoices = 4

const shortened = (text: string): string => (text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`)
const firstLine = (text: string): string => text.split('\n').at(-1) ?? ''

/**
 * The boxes and arrows of a flow. They are what a walk through the compiled machine finds, so the picture shows what happens and
 * not what somebody meant: an arrow stands for at least one reply that really leads that way.
 */
export function flowGraph({ nodes, engine, content }: Subject, language: string): FlowGraph {
  const boxes = new Map<string, Box>()
  const arrows = new Map<string, { from: string; to: string; choices: Set<string> }>()
  const targets = new Map<string, Set<string>>()

  function box(state: string, text: string): void {
    if (boxes.has(state)) return
    const place = placeOf(state)
    const question =
      place.kind === 'ask' ? content.flow.questions.find(({ name }) => name === place.question) : undefined
    const kinds = {
      ask: 'question',
      safe: 'safe',
      ending: 'ending',
      language: 'step',
      consent: 'step',
      offer: 'step',
    } as const
    boxes.set(state, {
      ...{ state, kind: kinds[place.kind], text: shortened(text) },
      name: question?.name ?? (place.kind === 'safe' ? place.block : state),
      block: question?.block ?? (place.kind === 'safe' ? place.block : undefined),
    })
  }

  for (const { step, edges } of nodes.values()) {
    const { position } = step
    if (!position) continue
    const shown = engine.show({ ...position, context: { ...position.context, language, notes: [] } })
    box(position.state, firstLine(shown.text))
    for (const { deed, step: next, to } of edges) {
      const target = next.position?.state ?? next.outcome?.disposition ?? to
      if (!next.position) box(target, '')
      const reply = deedText(deed)
      const choice = shown.choices.find(({ key }) => key === reply)?.label ?? reply
      const key = JSON.stringify([position.state, target])
      const arrow = arrows.get(key) ?? { from: position.state, to: target, choices: new Set() }
      arrow.choices.add(choice)
      arrows.set(key, arrow)
      targets.set(position.state, (targets.get(position.state) ?? new Set()).add(target))
    }
  }
  // Where a walk ends before everything was seen, there is nothing to be read yet.
  for (const { to } of arrows.values()) box(to, '')
  return {
    boxes: [...boxes.values()],
    arrows: [...arrows.values()].map(({ from, to, choices }) => {
      const forks = (targets.get(from)?.size ?? 0) > 1
      const listed = [...choices].slice(0, mostChoices)
      const more = choices.size > mostChoices ? ['…'] : []
      return { from, to, choices: forks ? [...listed, ...more] : [] }
    }),
  }
}
