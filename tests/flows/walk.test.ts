import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { offerState, placeOf } from '../../src/core/conversation-state.ts'
import type { Engine, Position, Step } from '../../src/core/engine.ts'
import { wholeText } from '../../src/core/reply.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import { openTestLibrary } from '../support/person.ts'
import {
  answersAt,
  askedQuestions,
  type Edge,
  everythingAt,
  type Node,
  today,
  type Walk,
  walk,
} from '../support/walk.ts'

// Every way through every questionnaire: each reply, none that can be understood, and everything that works everywhere, at each
// point that can be told apart. The position is read again from JSON between every two steps.

const library = openTestLibrary()
const engines = library.open.map((engine) => ({ engine, name: engine.flow.name }))

/** Makes it once for each flow; also where making it fails, or each test would walk into the same loop. */
function once<Result>(make: (engine: Engine) => Result): (engine: Engine) => Result {
  const made = new Map<Engine, () => Result>()
  const attempt = (engine: Engine): (() => Result) => {
    try {
      const result = make(engine)
      return () => result
    } catch (error) {
      return () => {
        throw error
      }
    }
  }
  return (engine) => {
    const result = made.get(engine) ?? attempt(engine)
    made.set(engine, result)
    return result()
  }
}

/** Every way, in the language that is chosen first. */
const everything = once((engine) => walk(engine, engine.begin(null, today, true), everythingAt(engine)))
/** Every way of answering, in each language. */
const answering = once((engine) =>
  engine.flow.languages.map((language) => walk(engine, engine.begin(language, today, true), answersAt(engine))),
)

const stateOf = (step: Step): string => step.position?.state ?? `(${step.outcome?.disposition})`
const edgesOf = (nodes: Walk): { node: Node; position: Position; edge: Edge }[] =>
  [...nodes.values()].flatMap((node) =>
    node.step.position === null
      ? []
      : node.edges.map((edge) => ({ node, position: node.step.position as Position, edge })),
  )
const signalled = (engine: Engine, signal: string) =>
  edgesOf(everything(engine)).filter(({ edge }) => edge.deed.type === 'signals' && edge.deed.signal === signal)
const said = (engine: Engine, text: string) =>
  edgesOf(everything(engine)).filter(({ edge }) => edge.deed.type === 'says' && edge.deed.text === text)
/** Every screen that somebody can come to, in every language. */
const steps = (engine: Engine): Step[] =>
  [everything(engine), ...answering(engine)].flatMap((nodes) => [
    ...[...nodes.values()].map(({ step }) => step),
    ...edgesOf(nodes).map(({ edge }) => edge.step),
  ])

const system = (engine: Engine, language: string | null | undefined, key: string): string =>
  engine.translator.text(language ?? engine.flow.languages[0] ?? '', `system:${key}`)
const sensitive = ({ flow }: Engine) =>
  flow.questions.filter(({ block }) => block !== undefined).map(({ name }) => name)
const questionIn = (state: string): string | undefined => {
  const place = placeOf(state)
  return place.kind === 'ask' ? place.question : undefined
}

/** Length of the longest way along replies, counted in what `counts`. Throws where replies lead in a circle. */
function longestWay(nodes: Walk, counts: (step: Step) => boolean): number {
  const lengths = new Map<string, number | 'under way'>()
  function from(key: string): number {
    const known = lengths.get(key)
    if (known === 'under way') throw new Error(`replies lead in a circle at ${key}`)
    if (known !== undefined) return known
    lengths.set(key, 'under way')
    const node = nodes.get(key)
    if (!node) throw new Error(`nothing is known of ${key}`)
    const replies = node.edges.filter(({ deed }) => deed.type === 'says')
    const length = (counts(node.step) ? 1 : 0) + Math.max(0, ...replies.map(({ to }) => from(to)))
    lengths.set(key, length)
    return length
  }
  return Math.max(...[...nodes.keys()].map(from))
}

describe.each(engines)('$name', ({ engine, name }) => {
  const { flow } = engine

  test('every way of replying comes to an end', () => {
    for (const nodes of [everything(engine), ...answering(engine)]) {
      // It throws where it goes round in circles.
      expect(longestWay(nodes, () => true)).toBeGreaterThan(3)
      for (const { step, edges } of nodes.values()) expect(step.position === null).toBe(edges.length === 0)
    }
  })

  test('every question is come to', () => {
    for (const nodes of [everything(engine), ...answering(engine)]) {
      const asked = new Set([...nodes.values()].map(({ step }) => questionIn(stateOf(step))))
      asked.delete(undefined)
      expect([...asked].sort()).toEqual(askedQuestions(flow).sort())
    }
  })

  test('the longest way is as long as the file says, and that is about six questions', () => {
    const [nodes] = answering(engine)
    const longest = longestWay(nodes as Walk, (step) => questionIn(stateOf(step)) !== undefined)
    const header = readFileSync(join(projectFolders.flows, `${name}.yaml`), 'utf8')
    expect(Number(/Longest route: (\d+) question/.exec(header)?.[1])).toBe(longest)
    expect(longest).toBeLessThanOrEqual(7)
  })

  test('a screen that expects a reply offers choices, the last one nothing and asks nothing', () => {
    for (const { position, reply, outcome } of steps(engine)) {
      const keys = reply.choices.map(({ key }) => key)
      expect(reply.end).toBe(position === null)
      expect(outcome === null).toBe(position !== null)
      if (position) expect(keys.length).toBeGreaterThan(1)
      else expect(keys).toEqual([])
      expect(new Set(keys).size).toBe(keys.length)
      if (!position) expect(reply.text).not.toMatch(/[?？؟]/u)
      expect(reply.text).toMatch(/\S/u)
      // Nothing of the machinery shows: no key of a text, no placeholder.
      expect(reply.text).not.toMatch(/\{\{|system:|questions\.\w|undefined/u)
    }
  })

  test('every question shows how to skip it, and skipping is recorded as refused', () => {
    for (const { position, edge } of said(engine, 'skip')) {
      const question = questionIn(position.state)
      if (question === undefined) continue
      const answers = edge.step.position?.context.answers ?? edge.step.outcome?.answers ?? {}
      if (edge.step.outcome?.disposition !== 'ineligible') expect(answers[question]).toEqual({ missing: 'refused' })
      expect(edge.step.understood).toBe(true)
      expect(stateOf(edge.step)).not.toBe(position.state)
    }
  })

  test('the third reply that is not understood moves on, the first and second get a hint', () => {
    for (const { node, position, edge } of said(engine, 'qqqq')) {
      const next = edge.step
      expect(next.understood).toBe(false)
      if (position.context.attempts < 2) {
        expect(stateOf(next)).toBe(position.state)
        expect(wholeText(next.reply).length).toBeGreaterThan(node.step.reply.text.split('\n').at(-1)?.length ?? 0)
        expect(next.position?.context.attempts).toBe(position.context.attempts + 1)
        continue
      }
      expect(stateOf(next)).not.toBe(position.state)
      expect(next.position?.context.attempts ?? 0).toBe(0)
      const question = questionIn(position.state)
      if (question !== undefined && next.position) {
        expect(next.position.context.answers[question]).toEqual({ missing: 'invalid' })
      }
    }
  })

  test('nothing is asked, and nothing kept, before consent', () => {
    for (const { position, outcome } of steps(engine)) {
      if (position && !position.context.consented) {
        expect(['language', 'consent', 'choosing']).toContain(position.state)
        expect(position.context.answers).toEqual({})
        expect(engine.abandon(position)).toMatchObject({ interview: false, disposition: 'refused', answers: {} })
      }
      if (outcome && !outcome.interview) expect(outcome.answers).toEqual({})
    }
    const endings = edgesOf(everything(engine)).filter(
      ({ position, edge }) => !position.context.consented && edge.step.outcome,
    )
    expect(endings.length).toBeGreaterThan(0)
    for (const { edge } of endings)
      expect(edge.step.outcome).toMatchObject({ interview: false, disposition: 'refused', answers: {} })
  })

  test('an interview has a value or a reason for every question', () => {
    const expected = askedQuestions(flow)
    const interviews = steps(engine).filter(({ outcome }) => outcome?.interview)
    expect(interviews.length).toBeGreaterThan(0)
    for (const { outcome } of interviews) {
      expect(Object.keys(outcome?.answers ?? {})).toEqual(expect.arrayContaining(expected))
      if (outcome?.disposition === 'completed')
        expect(Object.values(outcome.answers)).not.toContainEqual({ missing: 'not_reached' })
    }
  })

  test('leaving shows one neutral sentence, and is a break-off after consent', () => {
    const left = [...signalled(engine, 'exit'), ...signalled(engine, 'keep')]
    expect(left.length).toBeGreaterThan(20)
    for (const { position, edge } of left) {
      const { reply, outcome } = edge.step
      expect(reply.text).toBe(system(engine, position.context.language, 'left'))
      const isAnswered = [position.state, position.context.returnTo.at(-1)].includes(offerState)
      const disposition = isAnswered ? 'completed' : 'break_off'
      expect(outcome?.disposition).toBe(position.context.consented ? disposition : 'refused')
      expect(outcome?.wantsResults).toBe(false)
      expect(outcome?.interview).toBe(position.context.consented)
      if (!position.context.consented) continue
      for (const [question, answer] of Object.entries(position.context.answers)) {
        if (!sensitive(engine).includes(question)) expect(outcome?.answers[question]).toEqual(answer)
      }
    }
  })

  test('STOP keeps nothing', () => {
    const stopped = signalled(engine, 'stop')
    expect(stopped.length).toBeGreaterThan(10)
    for (const { position, edge } of stopped) {
      expect(edge.step.reply.text).toBe(system(engine, position.context.language, 'stopped'))
      expect(edge.step.outcome).toMatchObject({ disposition: 'refused', interview: false, answers: {} })
    }
  })

  test('HELP helps and asks the same again', () => {
    for (const { node, edge } of signalled(engine, 'help')) {
      expect(edge.to).toBe(node.key)
      expect(edge.step.reply.text).toContain('STOP')
      expect(edge.step.reply.choices).toEqual(node.step.reply.choices)
    }
  })

  test('BACK asks the question before and forgets what came after, or asks the same again', () => {
    const order = flow.questions.map((question) => question.name)
    for (const { position, edge } of signalled(engine, 'back')) {
      const { state, context } = edge.step.position as Position
      const lastReplied = position.context.path.at(-1)
      const staysOrReturns = [position.state, position.context.returnTo.at(-1)]
      expect([...staysOrReturns, lastReplied]).toContain(state)
      if (state === position.state || position.state === 'choosing') continue
      expect(state).toBe(lastReplied)
      expect(context.path).not.toContain(state)
      const question = questionIn(state)
      if (question === undefined) continue
      for (const answered of Object.keys(context.answers))
        expect(order.indexOf(answered)).toBeLessThan(order.indexOf(question))
    }
  })

  test('another language can be chosen, and the same is asked in it', () => {
    for (const { position, edge } of signalled(engine, 'language')) {
      if (position.state === 'language' || position.state === 'choosing') {
        expect(stateOf(edge.step)).toBe(position.state)
        continue
      }
      expect(stateOf(edge.step)).toBe('choosing')
      const { answers } = position.context
      for (const [index, language] of flow.languages.entries()) {
        const chosen = engine.say(edge.step.position as Position, String(index + 1), today)
        expect(stateOf(chosen)).toBe(position.state)
        expect(chosen.position?.context).toMatchObject({ language, answers, returnTo: position.context.returnTo })
      }
    }
  })

  test('whoever comes back is asked the same again, but asked first whether it is safe', () => {
    for (const { node, position, edge } of signalled(engine, 'resumed')) {
      const question = questionIn(position.state) ?? questionIn(position.context.returnTo.at(-1) ?? '')
      const block = flow.questions.find((each) => each.name === question)?.block
      // What was asked back is not asked back again after a while: the screen may be read by somebody else.
      const { suggested } = position.context
      if (block === undefined && suggested) {
        expect(edge.step.position?.context).toEqual({ ...position.context, suggested: null })
        continue
      }
      if (block === undefined) expect(edge.to).toBe(node.key)
      else expect(stateOf(edge.step)).toBe(`safe:${block}`)
      if (block === undefined || position.state.startsWith('safe:')) continue
      expect(edge.step.reply.text).not.toContain(node.step.reply.text)
      const safe = engine.say(edge.step.position as Position, '1', today)
      expect(questionIn(stateOf(safe))).toBe(question)
      expect(safe.position?.context.answers).toEqual(position.context.answers)
      const unsafe = engine.say(edge.step.position as Position, '2', today)
      const kept = unsafe.position?.context.answers ?? unsafe.outcome?.answers ?? {}
      for (const each of sensitive(engine)) expect(kept[each]).toEqual({ missing: 'refused' })
    }
  })

  test('a sensitive question is never come to but past "is it safe?"', () => {
    for (const { position, edge } of edgesOf(everything(engine))) {
      const to = flow.questions.find((each) => each.name === questionIn(stateOf(edge.step)))
      if (to?.block === undefined) continue
      const from = flow.questions.find((each) => each.name === questionIn(position.state))
      const returning = position.state === 'choosing' && position.context.returnTo.at(-1) === stateOf(edge.step)
      expect(from?.block === to.block || returning || position.state === `safe:${to.block}`).toBe(true)
    }
    for (const { reply, position } of steps(engine)) {
      const place = position ? placeOf(position.state) : undefined
      const asksSensitive =
        place?.kind === 'safe' || sensitive(engine).includes(questionIn(position?.state ?? '') ?? '')
      expect(reply.discreet).toBe(asksSensitive)
    }
  })

  test('everybody who finishes hears where help is, in the same words whatever was said', () => {
    const finished = [everything(engine), ...answering(engine)]
      .flatMap(edgesOf)
      .filter(({ edge: { deed, step } }) => deed.type === 'says' && step.outcome?.disposition === 'completed')
      .map(({ edge }) => edge.step)
    expect(finished.length).toBeGreaterThan(0)
    // Who wants the results is told how to take that back; no answer shows in it.
    const silent = finished.filter(({ outcome }) => !outcome?.wantsResults)
    for (const language of flow.languages) {
      const sentences = silent.filter(({ outcome }) => outcome?.language === language).map(({ reply }) => reply.text)
      expect(new Set(sentences).size).toBe(1)
      expect(sentences[0]?.includes(library.helpLine('general', language))).toBe(flow.referral)
    }
  })
})
