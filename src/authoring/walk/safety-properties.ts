import { offerState, placeOf } from '../../core/conversation-state.ts'
import type { Engine, Position, Step } from '../../core/engine.ts'
import type { Answer, FlowContent, Question } from '../../core/flow.ts'
import type { ReferralLine } from '../../core/referrals.ts'
import { wholeText } from '../../core/reply.ts'
import type { FindSensitiveWord } from '../sensitive-words.ts'
import type { Passage } from './passages.ts'

/** What the properties look at, found once for a flow. */
export interface Facts {
  readonly engine: Engine
  readonly content: FlowContent
  /** Questions of sensitive groups. */
  readonly sensitiveNames: readonly string[]
  readonly helpLine: ReferralLine
  readonly findSensitiveWord: FindSensitiveWord
  /** What everybody sees who leaves at once. */
  neutral(language: string): string
  /** What sensitive groups ask and tell. */
  sensitiveTexts(language: string): readonly { readonly block: string; readonly text: string }[]
}

/** A promise that holds for everything that can happen in a flow; `broken` says how a passage breaks it, null: it does not. */
export interface Property {
  readonly name: string
  broken(passage: Passage, facts: Facts): string | null
}

const languageOf = ({ engine }: Facts, { context }: Position): string =>
  context.language ?? engine.flow.languages[0] ?? ''
const isMissing = (answer: Answer | undefined): boolean => answer === undefined || 'missing' in answer

const questionNamed = ({ content }: Facts, name: string): Question | undefined =>
  content.flow.questions.find((question) => question.name === name)

/** The sensitive block of a state: of the questions in it, and of "is it safe?" before it. */
function blockOf(facts: Facts, state: string | undefined): string | undefined {
  const place = state === undefined ? undefined : placeOf(state)
  if (place?.kind === 'safe') return place.block
  return place?.kind === 'ask' ? questionNamed(facts, place.question)?.block : undefined
}

const keepsSensitive = ({ sensitiveNames }: Facts, answers: Readonly<Record<string, Answer>>): boolean =>
  sensitiveNames.some((name) => !isMissing(answers[name]))

/** Who may be asked: somebody whose age was asked and is not that of a child. */
function isOfAge(facts: Facts, answers: Readonly<Record<string, Answer>>): boolean {
  const { questions, lists } = facts.content.flow
  const ages = questions.flatMap(({ name, list, block }) => {
    const minors = block === undefined ? (lists[list ?? '']?.items.filter((item) => item.minor) ?? []) : []
    return minors.length > 0 ? [{ answer: answers[name], minors: minors.map((item) => item.name) }] : []
  })
  const isAdult = ({ answer, minors }: (typeof ages)[number]) =>
    answer !== undefined && 'value' in answer && [answer.value].flat().every((value) => !minors.includes(String(value)))
  return ages.length > 0 && ages.filter(({ answer }) => answer !== undefined).every(isAdult) && ages.some(isAdult)
}

const isSignal = ({ deed }: Passage, ...signals: string[]): boolean =>
  deed.type === 'signals' && signals.includes(deed.signal)
const saysFirstChoice = ({ deed, from }: Passage): boolean =>
  deed.type === 'says' && deed.text === from.reply.choices[0]?.key
const stateOf = (step: Step): string | undefined => step.position?.state

/** Where help is, for the person of this conversation. */
function helpFor(facts: Facts, { context }: Position): string {
  const place = context.answers[facts.content.flow.referralPlace ?? '']
  const near = place && 'value' in place ? String(place.value) : undefined
  return facts.helpLine('general', context.language ?? facts.content.flow.languages[0] ?? '', near)
}
const hasBlocks = ({ content }: Facts): boolean => Object.keys(content.flow.blocks).length > 0
const refers = (facts: Facts): boolean => facts.content.flow.referral || hasBlocks(facts)

export const safetyProperties: readonly Property[] = [
  {
    name: 'nothing is kept without explicit consent',
    broken(passage) {
      const { from, step } = passage
      const { consented } = from.position.context
      if (!consented && step.position?.context.consented === true) {
        return from.position.state === 'consent' && saysFirstChoice(passage) ? null : 'this is taken for consent'
      }
      if (consented || step.position?.context.consented === true) return null
      const kept = step.position?.context.answers ?? step.outcome?.answers ?? {}
      const isKept = Object.keys(kept).length > 0 || (step.outcome?.interview ?? false)
      return isKept ? 'something is kept already' : null
    },
  },
  {
    name: 'a new dial, or something that is no text, answers nothing',
    broken(passage, facts) {
      const { from, step, deed } = passage
      if (deed.type !== 'dials' && !isSignal(passage, 'unreadable')) return null
      const { position } = step
      if (!position) return 'the conversation ends'
      const [before, after] = [from.position.context, position.context]
      const isSame = JSON.stringify(before.answers) === JSON.stringify(after.answers)
      if (!isSame || before.consented !== after.consented || after.attempts > before.attempts)
        return 'it counts as a reply'
      const asked = from.position.state === 'choosing' ? (before.returnTo.at(-1) ?? '') : from.position.state
      const block = placeOf(asked).kind === 'ask' ? blockOf(facts, asked) : undefined
      const isHere =
        position.state === from.position.state || (block !== undefined && position.state === `safe:${block}`)
      return isHere ? null : `"${position.state}" follows`
    },
  },
  {
    name: 'a slip is recorded only after a yes, and not repeated on a sensitive screen',
    broken(passage, facts) {
      const { from, step } = passage
      const { suggested } = step.position?.context ?? {}
      if (suggested && blockOf(facts, step.position?.state) !== undefined) return 'it is repeated'
      if (!suggested || from.position.context.suggested) return null
      const isSame = JSON.stringify(from.position.context.answers) === JSON.stringify(step.position?.context.answers)
      return isSame ? null : 'it is recorded'
    },
  },
  {
    name: 'nobody under age, or whose age is not known, comes to a sensitive group',
    broken({ step }, facts) {
      const block = blockOf(facts, stateOf(step))
      if (block === undefined || !step.position) return null
      return isOfAge(facts, step.position.context.answers) ? null : `the group "${block}" is reached`
    },
  },
  {
    name: 'whoever is under age, or does not say, hears of help for children and leaves nothing',
    broken({ from, step, deed }, facts) {
      const place = placeOf(from.position.state)
      if (!hasBlocks(facts) || place.kind !== 'ask' || deed.type !== 'says') return null
      const list = questionNamed(facts, place.question)?.list ?? ''
      const asksAge = facts.content.flow.lists[list]?.items.some((item) => item.minor) ?? false
      if (!asksAge || stateOf(step) === from.position.state) return null
      if (step.position) return isOfAge(facts, step.position.context.answers) ? null : 'the conversation goes on'
      if (step.outcome?.disposition === 'completed') return null
      const help = facts.helpLine('child', languageOf(facts, from.position))
      if (step.outcome?.interview || Object.keys(step.outcome?.answers ?? {}).length > 0) return 'answers are kept'
      return help !== '' && step.reply.text.includes(help) ? null : 'no help for children is named'
    },
  },
  {
    name: 'a sensitive group is come to only past "is it safe?", and again after a while',
    broken(passage, facts) {
      const { from, step } = passage
      const [before, after] = [from.position.state, stateOf(step) ?? '']
      const { returnTo } = from.position.context
      const asked = before === 'choosing' ? (returnTo.at(-1) ?? before) : before
      const here = placeOf(asked).kind === 'ask' ? blockOf(facts, asked) : undefined
      if (isSignal(passage, 'resumed') && here !== undefined)
        return after === `safe:${here}` ? null : 'whoever comes back is not asked whether it is safe'
      const block = blockOf(facts, after)
      if (block === undefined || placeOf(after).kind !== 'ask') return null
      const isInside = placeOf(before).kind === 'ask' && blockOf(facts, before) === block
      const isReturning = before === 'choosing' && returnTo.at(-1) === after
      const isAssured = before === `safe:${block}` && saysFirstChoice(passage)
      return isInside || isReturning || isAssured ? null : `the group "${block}" is entered from elsewhere`
    },
  },
  {
    name: 'consent and "is it safe?" must be read to the end, and sensitive screens show nothing but keys to tap',
    broken({ step }, facts) {
      const state = stateOf(step)
      if (state === undefined) return null
      const { kind } = placeOf(state)
      if (kind === 'consent' || kind === 'safe') if (!step.reply.readInFull) return 'it counts before it was read'
      return blockOf(facts, state) !== undefined && !step.reply.discreet ? 'what is tapped would stay readable' : null
    },
  },
  {
    name: 'answers to sensitive questions are digits',
    broken({ step }, facts) {
      const state = stateOf(step)
      if (state === undefined || blockOf(facts, state) === undefined || !step.position) return null
      const language = languageOf(facts, step.position)
      const skip = facts.engine.translator.words(language, 'system:words.skip')[0]?.toUpperCase()
      const strange = step.reply.choices.find(({ key }) => !/^\d+$/.test(key) && key !== skip)
      return strange ? `"${strange.key}" is to be sent` : null
    },
  },
  {
    name: 'every question can be skipped',
    broken({ from, deed, step }, facts) {
      const place = placeOf(from.position.state)
      if (place.kind !== 'ask' || deed.type !== 'says') return null
      const [word] = facts.engine.translator.words(facts.engine.flow.languages[0] ?? '', 'system:words.skip')
      if (deed.text !== word || step.outcome?.disposition === 'ineligible') return null
      const answer = (step.position?.context.answers ?? step.outcome?.answers)?.[place.question]
      return answer && 'missing' in answer && answer.missing === 'refused' ? null : 'skipping is not understood'
    },
  },
  {
    name: 'whoever leaves at once sees the same neutral screen everywhere, and nothing else',
    broken(passage, facts) {
      if (!isSignal(passage, 'exit', 'keep')) return null
      const { from, step } = passage
      const { text, choices, end, traces } = step.reply
      const isNeutral = text === facts.neutral(languageOf(facts, from.position)) && choices.length === 0 && end
      return isNeutral && traces === null ? null : `the screen says "${text}"`
    },
  },
  {
    name: 'whoever leaves at once, stops or falls silent leaves no sensitive answer, but who asked to keep them',
    broken(passage, facts) {
      const { from, step } = passage
      if (facts.sensitiveNames.length > 0) {
        if (isSignal(passage, 'exit') && keepsSensitive(facts, facts.engine.abandon(from.position).answers))
          return 'silence keeps sensitive answers'
        if (isSignal(passage, 'exit', 'stop') && keepsSensitive(facts, step.outcome?.answers ?? {}))
          return 'sensitive answers are kept'
      }
      if (isSignal(passage, 'stop') && step.outcome?.interview !== false) return 'an interview is kept'
      if (!isSignal(passage, 'keep') || !from.position.context.consented) return null
      const answers = Object.entries(from.position.context.answers)
      const isKept = answers.every(([name, answer]) => {
        const kept = step.outcome?.answers[name]
        return kept === undefined || JSON.stringify(kept) === JSON.stringify(answer)
      })
      return isKept && step.outcome?.interview ? null : 'what was to be kept is lost'
    },
  },
  {
    name: 'everybody who finishes or passes over a sensitive group hears where help is, whatever was said',
    broken({ from, step, deed }, facts) {
      if (!refers(facts) || deed.type !== 'says') return null
      const block = blockOf(facts, from.position.state)
      const isOut = block !== undefined && stateOf(step) !== undefined && blockOf(facts, stateOf(step)) !== block
      if (!isOut && step.outcome?.disposition !== 'completed') return null
      const help = helpFor(facts, step.position ?? from.position)
      return help !== '' && step.reply.text.includes(help) ? null : 'no help is named'
    },
  },
  {
    name: 'results are sent to nobody who did not say yes, and never about sensitive questions',
    broken(passage, facts) {
      const { from, step } = passage
      if (hasBlocks(facts) && stateOf(step) === offerState) return 'results are offered'
      const isYes = from.position.state === offerState && saysFirstChoice(passage)
      return step.outcome?.wantsResults && !isYes ? 'this is taken for a yes' : null
    },
  },
  {
    name: 'HELP says everywhere where help is',
    broken(passage, facts) {
      if (!isSignal(passage, 'help') || !refers(facts)) return null
      const help = helpFor(facts, passage.from.position)
      return help !== '' && passage.step.reply.text.includes(help) ? null : 'no help is named'
    },
  },
  {
    name: 'nothing of a sensitive group is shown outside of it',
    broken({ from, step }, facts) {
      const state = stateOf(step)
      const inside = state !== undefined && placeOf(state).kind === 'ask' ? blockOf(facts, state) : undefined
      const shown = facts
        .sensitiveTexts(languageOf(facts, step.position ?? from.position))
        .find(({ block, text }) => block !== inside && wholeText(step.reply).includes(text))
      return shown === undefined ? null : `"${shown.text}" is shown`
    },
  },
  {
    name: 'no sensitive word stands on a screen that anybody may see',
    broken({ step }, { findSensitiveWord }) {
      const kind = step.position ? placeOf(step.position.state).kind : 'ending'
      if (kind === 'ask') return null
      const { choices } = step.reply
      const word = [wholeText(step.reply), ...choices.map(({ label }) => label)].map(findSensitiveWord).find(Boolean)
      return word === undefined ? null : `"${word}" is on the screen`
    },
  },
]
