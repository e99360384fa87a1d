import { shownAnswers, withAnswers } from './answers-in-texts.ts'
import { type Context, type Ending, placeOf, referralNote } from './conversation-state.ts'
import { columnOf, type FlowContent, type ListItem, type Question } from './flow.ts'
import { languageOptions } from './languages.ts'
import { type Expressions, scopeOf } from './machine-vocabulary.ts'
import { questionTypeOf } from './questions/index.ts'
import type { Option, Reading, View } from './questions/question-type.ts'
import { referralLines } from './referrals.ts'
import { type Choice, plainReply, type Reply } from './reply.ts'
import type { TextParameters, Translator } from './texts.ts'
import { chosenOption, likelyOption } from './understanding/choosing.ts'
import { tokensOf } from './understanding/tokens.ts'
import { createVocabulary, type Vocabulary } from './understanding/vocabulary.ts'

/** What is asked at a state: how it is shown, and how a reply to it is read. */
export interface Prompt {
  readonly reply: Reply
  /** The key that means "prefer not to say" here. */
  readonly refusalKey: string | null
  /** `content`: what a person wrote, without quoted lines and signature. */
  read(content: string): Reading
  /** Any text can be an answer, so a word that works everywhere is told from one by its place alone. */
  readonly takesAnyText: boolean
  readonly samples: readonly string[]
  /** The choices of a question's list, with what they stand for. */
  readonly options: readonly Option[]
}

interface PromptSettings {
  readonly content: FlowContent
  readonly expressions: Expressions
  readonly translator: Translator
  readonly organisation: string
  redact(text: string): string
}

/** Finds the words for every state of a flow's machine. */
export function createPrompts({ content, expressions, translator, organisation, redact }: PromptSettings) {
  const { flow } = content
  const [defaultLanguage = 'en'] = flow.languages
  const languages = languageOptions(translator, flow.languages)
  const languageOf = (context: Context) => context.language ?? defaultLanguage
  const vocabularies = new Map<string, Vocabulary>(
    flow.languages.map((each) => [each, createVocabulary(translator, each, flow.languages)]),
  )
  const vocabularyOf = (context: Context) => vocabularies.get(languageOf(context)) as Vocabulary
  const helpLine = referralLines(content.referrals, translator)

  const answerIn = shownAnswers(flow, translator)

  /** Where help is near, if the person has said where that is. */
  function placeIn(context: Context): string | undefined {
    const answer = flow.referralPlace === undefined ? undefined : context.answers[flow.referralPlace]
    return answer && 'value' in answer ? String(answer.value) : undefined
  }

  /** A text of the system, or the flow's own wording of it. */
  function system(context: Context, key: string, more: TextParameters = {}): string {
    const language = languageOf(context)
    const parameters: TextParameters = {
      ...more,
      organisation,
      helpline: helpLine('general', language, placeIn(context)),
      childHelpline: helpLine('child', language, placeIn(context)),
    }
    return translator.text(language, [`${flow.name}:system.${key}`, `system:${key}`], parameters)
  }

  const option = (name: string, key: string, label: string): Option => ({ key, label, item: { name } })

  /** A question of the conversation itself: one choice out of a few, no "prefer not to say" line. */
  function systemPrompt(
    context: Context,
    text: string,
    options: readonly Option[],
    more: Partial<Reply> = {},
    choose = chosenOption,
  ): Prompt {
    const choices = options.map(({ key, label }) => ({ key, label }))
    return {
      reply: { ...plainReply(text, choices), ...more },
      refusalKey: '0',
      takesAnyText: false,
      read(content) {
        const chosen = choose(content, options, vocabularyOf(context))
        return chosen
          ? { kind: 'answer', answer: { value: chosen.item.name } }
          : { kind: 'invalid', expected: 'choice' }
      },
      samples: options.map(({ key }) => key),
      options: [],
    }
  }

  const yesNo = (context: Context, key: string): Option[] => [
    option('yes', '1', system(context, `${key}.yes`)),
    option('no', '2', system(context, `${key}.no`)),
  ]

  const lists = new Map<string, readonly Option[]>()
  function optionsOf(question: Question, context: Context): readonly Option[] {
    const list = question.list === undefined ? undefined : flow.lists[question.list]
    if (!list) return []
    const filter = question.choice_filter === undefined ? undefined : expressions.get(question.choice_filter)
    const scope = scopeOf(context)
    const items = filter
      ? list.items.filter((item) => filter.holds({ ...scope, column: (name) => columnOf(item, name) }))
      : list.items
    const language = languageOf(context)
    // The same list each time, so that it is made ready for replies once.
    const asked = JSON.stringify([question.list, language, filter ? items.map(({ name }) => name) : null])
    const options = lists.get(asked) ?? itemOptions(question.list ?? '', list.namespace, items, language)
    lists.set(asked, options)
    if (!options.some(({ label }) => label.includes('${'))) return options
    return options.map((each) => ({ ...each, label: withAnswers(each.label, answerIn(context, languageOf(context))) }))
  }

  const itemOptions = (list: string, namespace: string, items: readonly ListItem[], language: string): Option[] =>
    items.map((item, index) => ({
      item,
      key: item.key ?? String(index + 1),
      aliases: item.aliases ?? [],
      label: translator.text(language, `${namespace}:choices.${list}.${item.name}`),
    }))

  function viewOf(question: Question, context: Context): View {
    const constraint = question.constraint === undefined ? undefined : expressions.get(question.constraint)
    return {
      question,
      options: optionsOf(question, context),
      language: languageOf(context),
      label: questionText(question, context, ['label']),
      vocabulary: vocabularyOf(context),
      today: context.today,
      fits: (answer) => constraint?.holds({ ...scopeOf(context), self: answer }) ?? true,
      redact,
    }
  }

  /** The first of these texts of a question that there is, or one of the program. */
  function questionText({ namespace, name }: Question, context: Context, parts: readonly string[], ...more: string[]) {
    const keys = [...parts.map((part) => `${namespace}:questions.${name}.${part}`), ...more]
    return withAnswers(translator.text(languageOf(context), keys), answerIn(context, languageOf(context)))
  }
  const questionNamed = (name: string) => flow.questions.find((question) => question.name === name) as Question
  /** What is told before something; what a sensitive block tells, only inside it. */
  const notesIn = (context: Context, block?: string): string[] =>
    context.notes.flatMap((name) => {
      if (name === referralNote) return [system(context, 'referral')]
      const note = questionNamed(name)
      const isShown = note.block === undefined || note.block === block
      return isShown ? [questionText(note, context, ['label'])] : []
    })

  function questionPrompt(question: Question, context: Context): Prompt {
    const type = questionTypeOf(question)
    if (type.way !== 'ask') throw new Error(`The machine rests at "${question.name}", which asks nothing.`)
    const language = languageOf(context)
    const view = viewOf(question, context)
    const refusalKey = type.refusalKey(view)
    const [skipWord = '0'] = translator.words(language, 'system:words.skip')
    const refusal: Choice = {
      key: refusalKey ?? skipWord.toUpperCase(),
      label: questionText(question, context, ['refused'], 'system:refused'),
    }
    const text = [...notesIn(context, question.block), questionText(question, context, ['label'])].join('\n')
    const choices = [...type.choices(view).map(({ key, label }) => ({ key, label })), refusal]
    return {
      reply: { ...plainReply(text, choices), discreet: question.block !== undefined },
      refusalKey,
      takesAnyText: type.takesAnyText ?? false,
      read: (content) => type.read(content, view),
      samples: type.samples(view),
      options: view.options,
    }
  }

  /**
   * "Did you mean 2 Agree?" Another answer to the question is as good as a yes. A no, or one more slip, is a reply that was not understood, so that
   * asking back comes to an end; and so is a word that says another thing to the question than to "did you mean": "yes" after "Did you mean 2 No?"
   */
  function suggestionPrompt(question: Prompt, suggested: NonNullable<Context['suggested']>, context: Context): Prompt {
    const options = yesNo(context, 'suggested')
    const text = system(context, 'suggested.label', { answer: suggested.label })
    return {
      ...question,
      reply: plainReply(
        text,
        options.map(({ key, label }) => ({ key, label })),
      ),
      read(content) {
        const said = chosenOption(content, options, vocabularyOf(context))?.item.name
        const own = question.read(content)
        const isInWords = tokensOf(content).some(({ kind }) => kind === 'word')
        const isOther = own.kind === 'answer' && JSON.stringify(own.answer) !== JSON.stringify(suggested.answer)
        if (said === 'yes' && !(isInWords && isOther)) return { kind: 'answer', answer: suggested.answer }
        const reading = said === undefined ? own : question.read('')
        return reading.kind === 'near' ? { kind: 'invalid', expected: reading.expected } : reading
      },
      samples: options.map(({ key }) => key),
      options: [],
    }
  }

  function farewell(ending: Ending, context: Context): Prompt {
    const notes = notesIn({ ...context, notes: context.notes.filter((name) => name !== referralNote) })
    const texts: Record<Ending, () => readonly string[]> = {
      completed: () => [
        ...[...notes, system(context, 'thanks')],
        ...(context.wantsResults ? [system(context, 'results.noted')] : []),
        ...(flow.referral ? [system(context, 'referral')] : []),
      ],
      declined: () => [system(context, 'declined')],
      ineligible: () => [system(context, 'ineligible')],
      left: () => [system(context, 'left')],
      left_at_offer: () => [system(context, 'left')],
      stopped: () => [system(context, 'stopped')],
    }
    const traces =
      ending === 'completed' && flow.referral
        ? { advice: system(context, 'delete_advice'), offer: system(context, 'delete_offer') }
        : null
    const reply: Reply = { ...plainReply(texts[ending]().join('\n')), traces }
    return {
      ...{ reply, refusalKey: null, takesAnyText: false, samples: [], options: [] },
      read: () => ({ kind: 'invalid', expected: 'choice' }),
    }
  }

  return {
    at(state: string, context: Context): Prompt {
      const place = placeOf(state)
      switch (place.kind) {
        case 'language':
          return systemPrompt(context, system(context, 'choose_language'), languages, {}, likelyOption)
        case 'consent':
          return systemPrompt(context, system(context, 'consent.label'), yesNo(context, 'consent'), {
            readInFull: true,
          })
        case 'safe': {
          const text = [...notesIn(context), system(context, 'safe.label')].join('\n')
          return systemPrompt(context, text, yesNo(context, 'safe'), { discreet: true, readInFull: true })
        }
        case 'offer': {
          const text = [...notesIn(context), system(context, 'results.label')].join('\n')
          return systemPrompt(context, text, yesNo(context, 'results'), { readInFull: true })
        }
        case 'ask': {
          const prompt = questionPrompt(questionNamed(place.question), context)
          return context.suggested ? suggestionPrompt(prompt, context.suggested, context) : prompt
        }
        case 'ending':
          return farewell(place.ending, context)
      }
    },

    /** The words that replies are made of, for the person of this conversation. */
    vocabulary: vocabularyOf,

    /** What is said after something that is no text. */
    unreadable: (context: Context): string => system(context, 'unreadable'),

    /** What to say after a reply that was not understood: the question's own words for it, or those of its kind. */
    expected(state: string, context: Context, kind: string): string {
      const place = placeOf(state)
      const language = languageOf(context)
      const general = `system:invalid.${kind}`
      if (place.kind !== 'ask') return translator.text(language, general)
      const question = questionNamed(place.question)
      // A hint says how to answer; that a date is of another calendar is said in any case.
      if (kind === 'calendar') return translator.text(language, general)
      const own = kind === 'constraint' ? 'constraint_message' : 'hint'
      return questionText(question, context, [own], general)
    },

    /** Whom to call, first; then the words that work everywhere, and in a sensitive block how to keep what was said there. */
    help(state: string, context: Context): string {
      const place = placeOf(state)
      const isInside =
        place.kind === 'safe' || (place.kind === 'ask' && questionNamed(place.question).block !== undefined)
      return [
        ...(flow.referral ? [system(context, 'referral')] : []),
        system(context, 'help'),
        ...(isInside ? [system(context, 'help_keep')] : []),
      ].join('\n')
    },
  }
}
