import { type AnyActorScope, createActor, initialTransition, type transition } from 'xstate'
import { z } from 'zod'
import {
  type Context,
  type ConversationEvent,
  contextSchema,
  type Disposition,
  type Ending,
  endings,
  placeOf,
} from './conversation-state.ts'
import { sensitiveQuestions } from './dependence.ts'
import { parseExpression } from './expression.ts'
import { type Answer, type FlowContent, missingCodes } from './flow.ts'
import { compileMachine } from './machine.ts'
import type { Expressions } from './machine-vocabulary.ts'
import { createPrompts, type Prompt } from './prompts.ts'
import { questionTypeOf } from './questions/index.ts'
import type { Option } from './questions/question-type.ts'
import type { Reply } from './reply.ts'
import { createTranslator } from './texts.ts'
import { contentOf } from './understanding/message.ts'
import { type Phrases, phrasesOf } from './understanding/phrases.ts'
import { saidAlone } from './understanding/saying.ts'
import { tokensOf } from './understanding/tokens.ts'

/** Where a conversation stands. JSON; the version says by which engine it can be continued. */
export const positionSchema = z.strictObject({ version: z.string(), state: z.string(), context: contextSchema })
export type Position = z.infer<typeof positionSchema>

/** What is left of a conversation that has ended. */
export interface Outcome {
  readonly disposition: Disposition
  /** The person went before the last screen. */
  readonly left: boolean
  /** Consent was given and not withdrawn: there is an interview; otherwise there is only something to count. */
  readonly interview: boolean
  readonly language: string
  /** The person agreed to get the results on this phone. */
  readonly wantsResults: boolean
  /** Every question of the flow that has a value, with an answer or the reason for its lack. Empty where there is no interview. */
  readonly answers: Readonly<Record<string, Answer>>
}

export interface Step {
  /** null: the conversation has ended. */
  readonly position: Position | null
  readonly reply: Reply
  readonly outcome: Outcome | null
  /** False where the reply of the person was not understood. */
  readonly understood: boolean
}

/** What a person can want in every state, besides answering. */
export type Signal = 'help' | 'back' | 'language' | 'exit' | 'keep' | 'stop' | 'resumed' | 'unreadable'

export interface EngineSettings {
  /** Content hash that names this version. */
  readonly version: string
  readonly content: FlowContent
  /** Shown at consent: who asks. */
  readonly organisation: string
  /** Takes personal data out of free text before it goes anywhere. */
  redact(text: string): string
}

/** Every expression that a flow uses, by its source. Throws `ExpressionError` for what cannot be read. */
export function expressionsOf(flow: FlowContent['flow']): Expressions {
  const sources = [
    flow.eligible,
    ...Object.values(flow.blocks).flatMap((block) => block.relevant),
    ...flow.questions.flatMap((each) => [...each.relevant, each.constraint, each.choice_filter, each.calculation]),
  ]
  return new Map(sources.filter((source) => source !== undefined).map((source) => [source, parseExpression(source)]))
}

/** Plays one version of one flow: pure and synchronous, everything that it needs is in the position. */
export function createEngine({ version, content, organisation, redact }: EngineSettings) {
  const { flow } = content
  const expressions = expressionsOf(flow)
  const machine = compileMachine(flow, expressions)
  const [defaultLanguage = 'en'] = flow.languages
  const translator = createTranslator(content.texts, defaultLanguage)
  const skipWords = phrasesOf(
    flow.languages.flatMap((each) => translator.words(each, 'system:words.skip').map((word) => [word, true] as const)),
  )
  const prompts = createPrompts({ content, expressions, translator, organisation, redact })

  type Snapshot = Parameters<typeof transition<typeof machine>>[1]

  /**
   * What a pure transition needs of an actor, which is never started. XState's own `transition` makes a new one each time,
   * initial state and all; that took longer than everything else that the machine does.
   */
  const self = createActor(machine, { input: { language: null, today: '', reachable: false } })
  const ignore = () => {}
  const scope: AnyActorScope = {
    ...{ self, system: self.system, id: '', sessionId: '' },
    ...{ defer: ignore, logger: ignore, stopChild: ignore, emit: ignore, actionExecutor: ignore },
  }

  /** Questions never come to are told apart from those left out. */
  const answerable = flow.questions
    .filter((question) => questionTypeOf(question).way !== 'tell')
    .map(({ name }) => name)
  const notReached: Answer = { missing: missingCodes[4] }
  function completeAnswers(context: Context): Record<string, Answer> {
    const answers: Record<string, Answer> = {}
    for (const name of answerable) answers[name] = context.answers[name] ?? notReached
    return answers
  }

  const outcomeOf = (ending: Ending, context: Context): Outcome => {
    const disposition = endings[ending]
    const interview = context.consented && (disposition === 'completed' || disposition === 'break_off')
    let answers: Outcome['answers'] | undefined
    return {
      disposition: context.consented || disposition !== 'break_off' ? disposition : 'refused',
      left: ending !== 'completed',
      interview,
      language: context.language ?? defaultLanguage,
      wantsResults: disposition === 'completed' && context.wantsResults,
      /** Put together when it is asked for: a walk leaves a long flow at every point of it, and looks at few of these answers. */
      get answers() {
        answers ??= interview ? completeAnswers(context) : {}
        return answers
      },
    }
  }

  /** `lead`: a hint before the question, which a small screen may shorten. `first`: what must be read in any case. */
  function stepTo(
    snapshot: Snapshot,
    { lead = [], first = [], understood = true }: { lead?: string[]; first?: string[]; understood?: boolean } = {},
  ): Step {
    const position: Position = { version, state: String(snapshot.value), context: snapshot.context }
    const prompt = prompts.at(position.state, position.context)
    const reply: Reply = {
      ...prompt.reply,
      text: [...first, prompt.reply.text].filter(Boolean).join('\n'),
      ...(lead.length > 0 && { lead }),
    }
    const place = placeOf(position.state)
    if (place.kind !== 'ending') return { position, reply, outcome: null, understood }
    return { position: null, reply, outcome: outcomeOf(place.ending, position.context), understood }
  }

  const resolved = new Map<string, Snapshot>()
  const initialContext = self.getSnapshot().context

  /** XState looks through the whole machine for a state; what it finds is the same each time, but for the context. */
  function snapshotAt({ state, context }: Position, today: string): Snapshot {
    const known = resolved.get(state) ?? machine.resolveState({ value: state, context })
    if (!resolved.has(state)) resolved.set(state, { ...known, context: initialContext })
    return { ...known, context: { ...context, today } }
  }

  const advance = (position: Position, today: string, event: ConversationEvent): Snapshot =>
    machine.transition(snapshotAt(position, today), event, scope)

  const nothing: Phrases<true> = phrasesOf([])
  const zero = (key: string, context: Context): Phrases<true> => {
    const words = prompts.vocabulary(context).numbers.flatMap(({ values }) => [...values])
    const alike = words.filter(([, value]) => String(value) === key).map(([word]) => word)
    return phrasesOf([key, ...alike].map((word) => [word, true]))
  }

  /** Whether the person would rather not say: the word for it, or the key that stands for it in this prompt. */
  function isRefusal(content: string, { refusalKey }: Prompt, context: Context): boolean {
    const tokens = tokensOf(content)
    const { fillers } = prompts.vocabulary(context)
    const key = refusalKey === null ? nothing : zero(refusalKey, context)
    return [skipWords, key].some((phrases) => saidAlone(tokens, phrases, fillers) === true)
  }

  function read(prompt: Prompt, content: string, context: Context) {
    return isRefusal(content, prompt, context)
      ? { kind: 'answer' as const, answer: { missing: 'refused' as const } }
      : prompt.read(content)
  }

  const contentIn = (message: string, context: Context) => contentOf(message, prompts.vocabulary(context).signatures)
  const isSensitive = (state: string) => {
    const place = placeOf(state)
    return place.kind === 'ask' && sensitiveQuestions(flow).has(place.question)
  }

  return {
    flow,
    referrals: content.referrals,
    version,
    translator,
    /** The compiled machine, for those who walk through it: linter, diagrams, tests. */
    machine,

    /**
     * Opens a conversation; without a language the first screen asks for one, where the flow has several. `reachable`: a message
     * can be sent to the person long afterwards, so results may be offered.
     */
    begin(language: string | null, today: string, reachable = false): Step {
      const known = language !== null && flow.languages.includes(language) ? language : null
      const only = flow.languages.length === 1 ? defaultLanguage : null
      return stepTo(initialTransition(machine, { language: known ?? only, today, reachable })[0])
    },

    /** Takes a message as the reply to what is asked at this position. */
    say(position: Position, message: string, today: string): Step {
      const context = { ...position.context, today }
      const prompt = prompts.at(position.state, context)
      const reading = read(prompt, contentIn(message, context), context)
      switch (reading.kind) {
        case 'answer':
          return stepTo(advance(position, today, { type: 'ANSWER', answer: reading.answer }))
        case 'near': {
          const { answer, label } = reading
          // Of a sensitive question nothing is repeated, because the screen may be read by somebody else.
          if (!isSensitive(position.state))
            return stepTo(advance(position, today, { type: 'SUGGEST', answer, label }), { understood: false })
        }
      }
      const next = advance(position, today, { type: 'INVALID' })
      // After the last try the next question follows without a word about this one.
      const lead =
        String(next.value) === position.state ? [prompts.expected(position.state, context, reading.expected)] : []
      return stepTo(next, { lead, understood: false })
    },

    /** Whether a message certainly names one of the choices shown at this position; never where any text is an answer. */
    names(position: Position, message: string, today: string): boolean {
      const context = { ...position.context, today }
      const prompt = prompts.at(position.state, context)
      if (prompt.takesAnyText) return false
      const reading = read(prompt, contentIn(message, context), context)
      return reading.kind === 'answer' && !('hasOtherWords' in reading && reading.hasOtherWords)
    },

    /**
     * The conversation is opened anew, by dialling or by a link. `choice` is what was dialled behind the code: no screen was shown before it, so
     * it answers nothing.
     */
    dial: (position: Position, _choice: string | null, today: string): Step =>
      stepTo(advance(position, today, { type: 'RESUMED' })),

    /** Goes on in another language of the flow. */
    speak(position: Position, language: string, today: string): Step {
      return stepTo(advance(position, today, { type: 'SPEAK', language }))
    },

    signal(position: Position, signal: Signal, today: string): Step {
      switch (signal) {
        case 'help':
          return stepTo(advance(position, today, { type: 'HELP' }), {
            first: [prompts.help(position.state, position.context)],
          })
        case 'language':
          return stepTo(advance(position, today, { type: 'LANGUAGE', from: position.state }))
        case 'back':
          return stepTo(advance(position, today, { type: 'BACK' }))
        case 'resumed':
          return stepTo(advance(position, today, { type: 'RESUMED' }))
        case 'exit':
          return stepTo(advance(position, today, { type: 'EXIT' }))
        case 'keep':
          return stepTo(advance(position, today, { type: 'KEEP' }))
        case 'stop':
          return stepTo(advance(position, today, { type: 'STOP' }))
        case 'unreadable':
          return stepTo(advance(position, today, { type: 'UNREADABLE' }), {
            lead: [prompts.unreadable(position.context)],
          })
      }
    },

    /**
     * What a conversation comes to whose person went silent: a break-off whose answers still count, but for those of sensitive
     * blocks. Silence is no wish to leave them behind. Where only the offer of results was not answered, it is completed.
     */
    abandon(position: Position): Outcome {
      const { value, context } = advance(position, position.context.today, { type: 'EXIT' })
      return outcomeOf(String(value) === 'left_at_offer' ? 'left_at_offer' : 'left', context)
    },

    /** What is asked at a position, by itself. */
    show: (position: Position): Reply => prompts.at(position.state, position.context).reply,

    /** Replies that this position must understand, for those who walk through the machine. */
    samples: (position: Position): readonly string[] => prompts.at(position.state, position.context).samples,

    /** The choices among them, with what they stand for; none where no list is asked for. */
    options: (position: Position): readonly Option[] => prompts.at(position.state, position.context).options,
  }
}

export type Engine = ReturnType<typeof createEngine>
