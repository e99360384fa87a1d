import { type Context, type Ending, placeOf } from './conversation-state.ts'
import type { Flow, Question } from './flow.ts'
import { languageOptions } from './languages.ts'
import { type Expressions, scopeOf } from './machine-vocabulary.ts'
import { questionTypeOf } from './questions/index.ts'
import { readOption } from './questions/options.ts'
import type { Option, Reading, View } from './questions/question-type.ts'
import type { Choice, Reply } from './reply.ts'
import type { TextParameters, Translator } from './texts.ts'

/** What is asked at a state: how it is shown, and how a reply to it is read. */
export interface Prompt {
  readonly reply: Reply
  /** The key that means "prefer not to say" here. */
  readonly refusalKey: string | null
  read(text: string, language: string): Reading
  readonly samples: readonly string[]
}

interface PromptSettings {
  readonly flow: Flow
  readonly expressions: Expressions
  readonly translator: Translator
  readonly organisation: string
  redact(text: string): string
}

/** Finds the words for every state of a flow's machine. */
export function createPrompts({ flow, expressions, translator, organisation, redact }: PromptSettings) {
  const [defaultLanguage = 'en'] = flow.languages
  const conjunctions = flow.languages.flatMap((each) => translator.words(each, 'system:words.and'))
  const languages = languageOptions(translator, flow.languages)
  const languageOf = (context: Context) => context.language ?? defaultLanguage

  /** A text of the system, or the flow's own wording of it. */
  function system(language: string, key: string): string {
    const plain = (name: string) => translator.text(language, name)
    const parameters: TextParameters = {
      organisation,
      helpline: plain('system:helpline'),
      childHelpline: plain('system:child_helpline'),
    }
    return translator.text(language, [`${flow.name}:system.${key}`, `system:${key}`], parameters)
  }

  const option = (name: string, key: string, label: string): Option => ({ key, label, item: { name } })

  /** A question of the conversation itself: one choice out of a few, no "prefer not to say" line. */
  function systemPrompt(text: string, options: readonly Option[], discreet = false): Prompt {
    return {
      reply: { text, choices: options.map(({ key, label }) => ({ key, label })), end: false, discreet },
      refusalKey: '0',
      read(reply) {
        const chosen = readOption(reply, options)
        return chosen
          ? { kind: 'answer', answer: { value: chosen.item.name } }
          : { kind: 'invalid', expected: 'choice' }
      },
      samples: options.map(({ key }) => key),
    }
  }

  const yesNo = (language: string, key: string): Option[] => [
    option('yes', '1', system(language, `${key}.yes`)),
    option('no', '2', system(language, `${key}.no`)),
  ]

  function optionsOf(question: Question, context: Context): Option[] {
    const list = question.list === undefined ? undefined : flow.lists[question.list]
    if (!list) return []
    const filter = question.choice_filter === undefined ? undefined : expressions.get(question.choice_filter)
    const scope = scopeOf(context)
    return list.items
      .filter((item) => filter?.holds({ ...scope, column: (name) => item.columns?.[name] ?? '' }) ?? true)
      .map((item, index) => ({
        item,
        key: item.key ?? String(index + 1),
        label: translator.text(languageOf(context), `${list.namespace}:choices.${question.list}.${item.name}`),
      }))
  }

  function viewOf(question: Question, context: Context): View {
    const constraint = question.constraint === undefined ? undefined : expressions.get(question.constraint)
    return {
      question,
      options: optionsOf(question, context),
      language: languageOf(context),
      conjunctions,
      fits: (answer) => constraint?.holds({ ...scopeOf(context), self: answer }) ?? true,
      redact,
    }
  }

  const questionText = (question: Question, language: string, part: string) =>
    translator.text(language, `${question.namespace}:questions.${question.name}.${part}`)
  const questionNamed = (name: string) => flow.questions.find((question) => question.name === name) as Question
  const notesIn = (context: Context, shown: (note: Question) => boolean = () => true): string[] =>
    context.notes
      .map(questionNamed)
      .filter(shown)
      .map((note) => questionText(note, languageOf(context), 'label'))

  function questionPrompt(question: Question, context: Context): Prompt {
    const type = questionTypeOf(question)
    if (type.way !== 'ask') throw new Error(`The machine rests at "${question.name}", which asks nothing.`)
    const language = languageOf(context)
    const view = viewOf(question, context)
    const refusalKey = type.refusalKey(view)
    const [skipWord = '0'] = translator.words(language, 'system:words.skip')
    const refusal: Choice = {
      key: refusalKey ?? skipWord.toUpperCase(),
      label: translator.text(language, [`${question.namespace}:questions.${question.name}.refused`, 'system:refused']),
    }
    return {
      reply: {
        text: [...notesIn(context), questionText(question, language, 'label')].join('\n'),
        choices: [...type.choices(view).map(({ key, label }) => ({ key, label })), refusal],
        end: false,
        discreet: question.block !== undefined,
      },
      refusalKey,
      read: (reply) => type.read(reply, view),
      samples: type.samples(view),
    }
  }

  function farewell(ending: Ending, context: Context): Prompt {
    const language = languageOf(context)
    const texts: Record<Ending, readonly string[]> = {
      completed: [
        ...notesIn(context),
        system(language, 'thanks'),
        ...(flow.referral ? [system(language, 'referral')] : []),
      ],
      declined: [system(language, 'declined')],
      ineligible: [system(language, 'ineligible')],
      left: [system(language, 'left')],
      stopped: [system(language, 'stopped')],
    }
    const reply: Reply = { text: texts[ending].join('\n'), choices: [], end: true, discreet: false }
    return { reply, refusalKey: null, read: () => ({ kind: 'invalid', expected: 'choice' }), samples: [] }
  }

  return {
    at(state: string, context: Context): Prompt {
      const place = placeOf(state)
      const language = languageOf(context)
      switch (place.kind) {
        case 'language':
          return systemPrompt(system(language, 'choose_language'), languages)
        case 'consent':
          return systemPrompt(system(language, 'consent.label'), yesNo(language, 'consent'))
        case 'safe': {
          // What a sensitive block itself tells waits until the person has said that it is safe.
          const notes = notesIn(context, ({ block }) => block === undefined)
          return systemPrompt([...notes, system(language, 'safe.label')].join('\n'), yesNo(language, 'safe'), true)
        }
        case 'ask':
          return questionPrompt(questionNamed(place.question), context)
        case 'ending':
          return farewell(place.ending, context)
      }
    },

    /** What to say after a reply that was not understood: the question's own words for it, or those of its kind. */
    expected(state: string, context: Context, kind: string): string {
      const place = placeOf(state)
      const language = languageOf(context)
      const general = `system:invalid.${kind}`
      if (place.kind !== 'ask') return translator.text(language, general)
      const question = questionNamed(place.question)
      const own = kind === 'constraint' ? 'constraint_message' : 'hint'
      return translator.text(language, [`${question.namespace}:questions.${question.name}.${own}`, general])
    },

    help(context: Context): string {
      const language = languageOf(context)
      return [system(language, 'help'), ...(flow.referral ? [system(language, 'help_line')] : [])].join('\n')
    },
  }
}
