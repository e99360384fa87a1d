import { placeOf } from '../../core/conversation-state.ts'
import type { FlowContent } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import type { Subject } from '../proof/subject.ts'
import { deedText, reread } from '../walk/walk.ts'

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
  /** The choices that lead this way, or on which condition one comes there; empty where everything does. */
  readonly choices: readonly string[]
}

/** A flow as boxes and arrows, in one language. */
export interface FlowGraph {
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

const longestText = 90
const mostChoices = 4
const mostConditions = 2

/** A condition as somebody reads it who knows no formulas: names without their signs. */
export const inWords = (condition: string): string =>
  condition.replace(/\$\{\s*([^{}\s]+)\s*\}/g, '$1').replaceAll("'", '')

const shortened = (text: string): string => (text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`)
const firstLine = (text: string): string => text.split('\n').at(-1) ?? ''

/**
 * The boxes and arrows of a flow. They are what a walk through the compiled machine finds, so the picture shows what happens and
 * not what somebody meant: an arrow stands for at least one reply that really leads that way.
 */
export function flowGraph({ nodes, engine, content }: Subject, language: string): FlowGraph {
  const boxes = new Map<string, Box>()
  const arrows = new Map<string, { from: string; to: string; choices: Set<string>; skip: string | null }>()
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

  const skipWord = engine.translator.words(content.flow.languages[0] ?? '', 'system:words.skip')[0] ?? '0'

  function arrow(from: string, target: string, choice: string, isSkip: boolean): void {
    const key = JSON.stringify([from, target])
    const known = arrows.get(key) ?? { from, to: target, choices: new Set(), skip: null }
    if (isSkip) known.skip = choice
    else known.choices.add(choice)
    arrows.set(key, known)
    targets.set(from, (targets.get(from) ?? new Set()).add(target))
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
      arrow(position.state, target, shown.choices.find(({ key }) => key === reply)?.label ?? reply, false)
    }
    if (placeOf(position.state).kind !== 'ask') continue
    const skipped = engine.say(reread(position), skipWord, position.context.today)
    const target = skipped.position?.state ?? skipped.outcome?.disposition
    if (target === undefined) continue
    if (!skipped.position) box(target, '')
    arrow(position.state, target, shown.choices.at(-1)?.label ?? skipWord, true)
  }
  // Where a walk ends before everything was seen, there is nothing to be read yet.
  for (const { to } of arrows.values()) box(to, '')
  const conditions = conditionsOf(content.flow)
  return {
    boxes: [...boxes.values()],
    arrows: [...arrows.values()].map(({ from, to, choices, skip }) => {
      if ((targets.get(from)?.size ?? 0) <= 1) return { from, to, choices: [] }
      const others = [...arrows.values()].filter((each) => each.from === from && each.to !== to)
      // Where earlier answers decide it says nothing that who skips goes this way too.
      const skips = skip === null || others.every((each) => each.skip !== null) ? [] : [skip]
      const decides = ![...choices].some((choice) => others.some((other) => other.choices.has(choice)))
      const named = decides && isChosen(from) ? [...choices] : conditions(from, to)
      const more = named.length > mostChoices ? ['…'] : []
      return { from, to, choices: [...named.slice(0, mostChoices), ...more, ...skips] }
    }),
  }

  /** Whether single choices lead from there, and no numbers, texts or sets of choices, of which the walk tries a few. */
  function isChosen(state: string): boolean {
    const place = placeOf(state)
    if (place.kind !== 'ask') return true
    const question = content.flow.questions.find(({ name }) => name === place.question)
    const type = question && questionTypeOf(question)
    return question?.list !== undefined && type?.way === 'ask' && !type.takesSeveral
  }
}

/** On which conditions one comes from a question to another state: those of what is there, and none of those of what is passed over. */
function conditionsOf({ questions, eligible, blocks }: FlowContent['flow']) {
  const placeIn = (state: string): number => {
    const place = placeOf(state)
    if (place.kind === 'ask') return questions.findIndex(({ name }) => name === place.question)
    return place.kind === 'safe' ? questions.findIndex(({ block }) => block === place.block) : questions.length
  }
  return (from: string, to: string): string[] => {
    const place = placeOf(to)
    if (place.kind === 'ending' && place.ending === 'ineligible' && eligible !== undefined)
      return [`not(${inWords(eligible)})`]
    const target = questions[placeIn(to)]
    const own = place.kind === 'safe' ? (blocks[place.block]?.relevant ?? []) : (target?.relevant ?? [])
    if (own.length > 0) return own.slice(0, mostConditions).map(inWords)
    const passed = questions.slice(placeIn(from) + 1, placeIn(to)).filter((each) => questionTypeOf(each).way === 'ask')
    const skipped = [...new Set(passed.map(({ relevant }) => relevant.map(inWords).join(' and ')))].filter(Boolean)
    return [
      ...skipped.slice(0, mostConditions).map((each) => `not(${each})`),
      ...(skipped.length > mostConditions ? ['…'] : []),
    ]
  }
}
