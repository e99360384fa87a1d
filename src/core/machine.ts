import { askState, endings, offerState, referralNote, safeState } from './conversation-state.ts'
import type { Flow, Question } from './flow.ts'
import { type Expressions, machineVocabulary } from './machine-vocabulary.ts'
import { questionTypeOf } from './questions/index.ts'

/**
 * Compiles a flow into its conversation machine: language → consent → the questions as written → perhaps the offer of results →
 * an ending. What works everywhere hangs on the root, so that no question can forget it. Conditions are looked at when a question
 * is come to.
 */
export function compileMachine(flow: Flow, expressions: Expressions) {
  const machine = machineVocabulary(flow, expressions)
  type States = NonNullable<Parameters<typeof machine.createMachine>[0]['states']>
  type State = States[string]

  const blockAt = (index: number) => flow.questions[index]?.block

  /** Where the question at `index` is entered: at the safety question, if it is the first of a sensitive block. */
  function doorOf(index: number): string {
    const question = flow.questions[index]
    if (!question) return flow.offersResults ? offerState : 'completed'
    const opensBlock = question.block !== undefined && question.block !== blockAt(index - 1)
    return opensBlock ? safeState(question.block ?? '') : askState(question.name)
  }

  /** The same, but whoever comes out of a sensitive block hears on the way where help is. The last screen says it by itself. */
  function entryOf(index: number): string {
    const left = blockAt(index - 1)
    const leaves = left !== undefined && left !== blockAt(index) && index < flow.questions.length
    return leaves && flow.referral ? `leave:${left}` : doorOf(index)
  }

  const backTo = (state: string) => ({
    guard: { type: 'cameFrom' as const, params: { state } },
    actions: { type: 'forgetFrom' as const, params: { state } },
  })

  const returnsTo = (states: readonly string[]) =>
    states.map((state) => ({
      guard: { type: 'returnsTo' as const, params: { state } },
      target: state,
      actions: 'stepBackIn' as const,
    }))

  function questionState(question: Question, index: number): State {
    const next = entryOf(index + 1)
    const state = askState(question.name)
    const turnAway = { guard: 'ineligible' as const, target: 'ineligible' }
    const irrelevant = {
      guard: { type: 'irrelevant' as const, params: { conditions: question.relevant } },
      target: next,
    }
    const recordIrrelevant = {
      type: 'recordMissing' as const,
      params: { questions: [question.name], code: 'not_applicable' as const },
    }
    const leaveOut = [turnAway, { ...irrelevant, actions: recordIrrelevant }]
    switch (questionTypeOf(question).way) {
      case 'tell':
        return {
          always: [turnAway, irrelevant, { target: next, actions: { type: 'tell', params: { note: question.name } } }],
        }
      case 'compute': {
        const params = { question: question.name, calculation: question.calculation ?? '' }
        return { always: [...leaveOut, { target: next, actions: { type: 'compute', params } }] }
      }
      case 'ask': {
        const goOn = {
          target: next,
          actions: [
            { type: 'record' as const, params: { question: question.name } },
            { type: 'pass' as const, params: { state } },
          ],
        }
        return {
          always: leaveOut,
          on: {
            ANSWER: goOn,
            INVALID: [{ ...goOn, guard: 'patienceEnds' }, { actions: 'countInvalid' }],
            ...(question.block === undefined ? {} : insideBlock(question.block, state)),
          },
        }
      }
    }
  }

  /** Inside a block one step back needs no new assurance; coming back after a while does. */
  function insideBlock(block: string, state: string): State['on'] {
    const members = flow.questions.filter((question) => question.block === block)
    return {
      BACK: members.map(({ name }) => ({ ...backTo(askState(name)), target: askState(name) })),
      RESUMED: { target: safeState(block), actions: { type: 'stepAside', params: { from: state } } },
    }
  }

  /** One step back from outside of a block must not lead into it past the safety question. */
  function backFromAnywhere(state: string, block?: string) {
    const { guard, actions } = backTo(state)
    if (block === undefined) return { guard, target: `.${state}`, actions }
    const stepAside = { type: 'stepAside' as const, params: { from: state } }
    return { guard, target: `.${safeState(block)}`, actions: [actions, stepAside] }
  }

  function safetyStates(block: string): States {
    const members = flow.questions.filter((question) => question.block === block)
    const first = askState(members[0]?.name ?? '')
    const following = flow.questions.findLastIndex((question) => question.block === block) + 1
    const after = entryOf(following)
    const state = safeState(block)
    const skip = {
      target: after,
      actions: [
        {
          type: 'recordMissing' as const,
          params: { questions: members.map(({ name }) => name), code: 'refused' as const },
        },
        { type: 'pass' as const, params: { state } },
        'stepBackIn' as const,
      ],
    }
    return {
      [state]: {
        always: [
          { guard: 'ineligible', target: 'ineligible' },
          { guard: { type: 'irrelevant', params: { conditions: flow.blocks[block]?.relevant ?? [] } }, target: first },
        ],
        on: {
          ANSWER: [{ guard: 'yes', target: `enter:${block}` }, skip],
          INVALID: [{ ...skip, guard: 'patienceEnds' }, { actions: 'countInvalid' }],
          // Back would lead into the block without an answer to this question.
          BACK: { guard: 'returning' },
        },
      },
      [`enter:${block}`]: {
        always: [
          ...returnsTo(members.map(({ name }) => askState(name))),
          { target: first, actions: { type: 'pass', params: { state } } },
        ],
      },
      [`leave:${block}`]: {
        always: { target: doorOf(following), actions: { type: 'tell', params: { note: referralNote } } },
      },
    }
  }

  const leaveComplete = {
    EXIT: { target: 'left_at_offer', actions: 'dropSensitive' as const },
    KEEP: { target: 'left_at_offer' },
  }
  const fromOffer = { guard: { type: 'returnsTo' as const, params: { state: offerState } } }

  /** Everything is answered here: whoever leaves, in whatever way, has completed the interview. Only a yes is a yes. */
  const offer: State = {
    always: { guard: 'unreachable', target: 'completed' },
    on: {
      ANSWER: [
        { guard: 'yes', target: 'completed', actions: ['dropNotes', 'wantResults'] },
        { target: 'completed', actions: 'dropNotes' },
      ],
      INVALID: [{ guard: 'patienceEnds', target: 'completed', actions: 'dropNotes' }, { actions: 'countInvalid' }],
      ...leaveComplete,
    },
  }

  const asked = flow.questions.filter((question) => questionTypeOf(question).way === 'ask')
  const replied = [
    ...['consent', ...Object.keys(flow.blocks).map(safeState), ...asked.map(({ name }) => askState(name))],
    ...(flow.offersResults ? [offerState] : []),
  ]
  const final = Object.fromEntries(Object.keys(endings).map((ending) => [ending, { type: 'final' as const }]))

  return machine.createMachine({
    id: 'conversation',
    context: ({ input }) => ({
      language: input.language,
      consented: false,
      answers: {},
      path: [],
      attempts: 0,
      suggested: null,
      notes: [],
      returnTo: [],
      reachable: input.reachable,
      wantsResults: false,
      today: input.today,
    }),
    initial: 'language',
    on: {
      HELP: {},
      UNREADABLE: {},
      SUGGEST: { actions: 'suggest' },
      SPEAK: { actions: 'speak' },
      BACK: [
        ...['consent', ...Object.keys(flow.blocks).map(safeState)].map((state) => backFromAnywhere(state)),
        ...asked.map(({ name, block }) => backFromAnywhere(askState(name), block)),
      ],
      LANGUAGE: {
        guard: 'severalLanguages',
        target: '.choosing',
        actions: { type: 'stepAside', params: ({ event }) => ({ from: event.type === 'LANGUAGE' ? event.from : '' }) },
      },
      RESUMED: { actions: 'dropSuggestion' },
      EXIT: { target: '.left', actions: 'dropSensitive' },
      KEEP: '.left',
      STOP: { target: '.stopped', actions: 'withdraw' },
    },
    states: {
      language: {
        always: { guard: 'languageKnown', target: 'consent' },
        on: {
          ANSWER: { target: 'consent', actions: 'chooseLanguage' },
          INVALID: [
            { guard: 'patienceEnds', target: 'consent', actions: 'chooseLanguage' },
            { actions: 'countInvalid' },
          ],
          LANGUAGE: {},
          SPEAK: { target: 'consent', actions: 'speak' },
        },
      },
      choosing: {
        on: {
          ANSWER: { target: 'return', actions: 'chooseLanguage' },
          INVALID: [{ guard: 'patienceEnds', target: 'return' }, { actions: 'countInvalid' }],
          BACK: 'return',
          LANGUAGE: {},
          SPEAK: { target: 'return', actions: 'speak' },
          EXIT: { ...fromOffer, ...leaveComplete.EXIT },
          KEEP: { ...fromOffer, ...leaveComplete.KEEP },
          // After a gap a sensitive question is led up to again, from here too.
          RESUMED: asked.flatMap(({ name, block }) =>
            block === undefined
              ? []
              : {
                  guard: { type: 'returnsTo' as const, params: { state: askState(name) } },
                  target: safeState(block),
                  actions: 'startCounting' as const,
                },
          ),
        },
      },
      return: { always: [...returnsTo(replied), { target: 'consent' }] },
      consent: {
        on: {
          ANSWER: [
            {
              guard: 'yes',
              target: entryOf(0),
              actions: ['consent', { type: 'pass', params: { state: 'consent' } }],
            },
            { target: 'declined', actions: 'withdraw' },
          ],
          INVALID: [{ guard: 'patienceEnds', target: 'declined', actions: 'withdraw' }, { actions: 'countInvalid' }],
        },
      },
      ...Object.assign({}, ...Object.keys(flow.blocks).map(safetyStates)),
      ...Object.fromEntries(
        flow.questions.map((question, index) => [askState(question.name), questionState(question, index)]),
      ),
      ...(flow.offersResults ? { [offerState]: offer } : {}),
      ...final,
    },
  })
}
