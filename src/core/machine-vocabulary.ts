import { assign, setup } from 'xstate'
import { type Context, type ConversationEvent, patience, placeOf } from './conversation-state.ts'
import { sensitiveQuestions } from './dependence.ts'
import type { Expression } from './expression.ts'
import type { Scope } from './expression-values.ts'
import type { Answer, Flow, MissingCode } from './flow.ts'
import { expressionValue } from './questions/question-type.ts'

/** The expressions of a flow by their source, each read once. */
export type Expressions = ReadonlyMap<string, Expression>

/** What a condition sees: the answers so far. */
export const scopeOf = (context: Context): Scope => ({
  question: (name) => expressionValue(context.answers[name]),
  column: () => '',
  self: '',
  today: context.today,
})

const keep = (answers: Context['answers'], wanted: (name: string) => boolean): Context['answers'] =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => wanted(name)))

/** The value of a derived variable; undetermined for the reason for which the first of what it rests on is missing. */
function computed(expression: Expression | undefined, context: Context): Answer {
  const value = expression?.evaluate(scopeOf(context)) ?? ''
  if (typeof value === 'boolean') return { value: String(value) }
  if (value !== '' && !Number.isNaN(value)) return { value }
  const reasons = (expression?.questions ?? []).map((name) => context.answers[name])
  return reasons.find((answer) => answer && 'missing' in answer) ?? { missing: 'not_applicable' }
}

/** The named guards and actions of a flow's machine: what it can ask about a conversation, and what it can do to it. */
export function machineVocabulary(flow: Flow, expressions: Expressions) {
  const places = new Map(flow.questions.map(({ name }, index) => [name, index]))
  const sensitive = sensitiveQuestions(flow)
  const holds = (source: string, context: Context) => expressions.get(source)?.holds(scopeOf(context)) ?? false
  const firstQuestionOf = (state: string): number => {
    const place = placeOf(state)
    if (place.kind === 'ask') return places.get(place.question) ?? -1
    if (place.kind === 'safe') return flow.questions.findIndex((question) => question.block === place.block)
    return 0
  }

  return setup({
    types: {
      context: {} as Context,
      events: {} as ConversationEvent,
      input: {} as { language: string | null; today: string; reachable: boolean },
    },
    guards: {
      languageKnown: ({ context }) => context.language !== null,
      unreachable: ({ context }) => !context.reachable,
      severalLanguages: () => flow.languages.length > 1,
      yes: ({ event }) => event.type === 'ANSWER' && 'value' in event.answer && event.answer.value === 'yes',
      patienceEnds: ({ context }) => context.attempts + 1 >= patience,
      returning: ({ context }) => context.returnTo.length > 0,
      returnsTo: ({ context }, { state }: { state: string }) => context.returnTo.at(-1) === state,
      cameFrom: ({ context }, { state }: { state: string }) => context.path.at(-1) === state,
      irrelevant: ({ context }, { conditions }: { conditions: readonly string[] }) =>
        !conditions.every((condition) => holds(condition, context)),
      ineligible: ({ context }) =>
        flow.eligible !== undefined &&
        (expressions.get(flow.eligible)?.questions ?? []).every((name) => context.answers[name]) &&
        !holds(flow.eligible, context),
    },
    actions: {
      chooseLanguage: assign(({ context, event }) => ({
        language:
          event.type === 'ANSWER' && 'value' in event.answer
            ? String(event.answer.value)
            : (context.language ?? flow.languages[0] ?? null),
        attempts: 0,
      })),
      consent: assign({ consented: true }),
      wantResults: assign({ wantsResults: true }),
      dropNotes: assign({ notes: [] }),
      withdraw: assign({ consented: false, answers: {}, path: [] }),
      pass: assign(({ context }, { state }: { state: string }) => ({
        path: [...context.path, state],
        attempts: 0,
        suggested: null,
        notes: [],
      })),
      record: assign(({ context, event }, { question }: { question: string }) => ({
        answers: {
          ...context.answers,
          [question]: event.type === 'ANSWER' ? event.answer : { missing: 'invalid' as const },
        },
      })),
      recordMissing: assign(
        ({ context }, { questions, code }: { questions: readonly string[]; code: MissingCode }) => ({
          answers: { ...context.answers, ...Object.fromEntries(questions.map((name) => [name, { missing: code }])) },
        }),
      ),
      compute: assign(({ context }, { question, calculation }: { question: string; calculation: string }) => ({
        answers: { ...context.answers, [question]: computed(expressions.get(calculation), context) },
      })),
      tell: assign(({ context }, { note }: { note: string }) => ({ notes: [...context.notes, note] })),
      countInvalid: assign(({ context }) => ({ attempts: context.attempts + 1, suggested: null })),
      suggest: assign(({ event }) =>
        event.type === 'SUGGEST' ? { suggested: { answer: event.answer, label: event.label } } : {},
      ),
      dropSuggestion: assign({ suggested: null }),
      speak: assign(({ event }) => (event.type === 'SPEAK' ? { language: event.language, suggested: null } : {})),
      startCounting: assign({ attempts: 0 }),
      stepAside: assign(({ context }, { from }: { from: string }) => ({
        returnTo: [...context.returnTo, from],
        attempts: 0,
        suggested: null,
      })),
      stepBackIn: assign(({ context }) => ({ returnTo: context.returnTo.slice(0, -1), attempts: 0 })),
      /** Going back forgets what came after, so that no answer of a way not taken stays behind; "safe?" may be there twice. */
      forgetFrom: assign(({ context }, { state }: { state: string }) => {
        const first = firstQuestionOf(state)
        return {
          consented: context.consented && state !== 'consent',
          path: context.path.slice(0, context.path.indexOf(state)),
          attempts: 0,
          suggested: null,
          notes: [],
          answers: keep(context.answers, (name) => (places.get(name) ?? -1) < first),
        }
      }),
      /** Leaving at once leaves nothing of a sensitive block behind, and nothing that follows from it. */
      dropSensitive: assign(({ context }) => ({ answers: keep(context.answers, (name) => !sensitive.has(name)) })),
    },
  })
}
