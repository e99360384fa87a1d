import { sensitiveQuestions } from '../core/dependence.ts'
import type { Flow, Question } from '../core/flow.ts'
import { findQuestionType } from '../core/questions/index.ts'
import type { FlowFile } from './flow-file.ts'
import type { Resolved } from './resolve.ts'

/** Asks for an answer in the person's own words. */
const takesFreeText = (question: Question): boolean =>
  findQuestionType(question.type)?.properties.optional.includes('free_text_because') ?? false

/** Can tell who is under age. */
const asksAge = (question: Question, flow: Flow): boolean =>
  question.block === undefined && (flow.lists[question.list ?? '']?.items.some((item) => item.minor) ?? false)

/** What a flow with sensitive groups needs besides; what its conversations do with it is proven by walking through them. */
export function checkSensitiveGroups({ document }: FlowFile, { flow, origins }: Resolved): void {
  const reportAt = (question: string, property: string, message: string) => {
    const origin = origins.get(question)
    origin?.document.report([...origin.path, property], message)
  }

  if (flow.referralPlace !== undefined) {
    const place = flow.questions.find(({ name }) => name === flow.referralPlace)
    if (place?.list === undefined || place.block !== undefined)
      document.report(
        ['referral_place'],
        `"${flow.referralPlace}" is no question with choices outside of sensitive groups`,
      )
  }
  if (flow.offersResults && Object.keys(flow.blocks).length > 0)
    document.report(
      ['offer_results'],
      'a flow with sensitive groups cannot offer its results: a message would arrive on a phone that others may hold',
    )
  for (const name of sensitiveQuestions(flow)) {
    const question = flow.questions.find((each) => each.name === name)
    if (question?.block === undefined && findQuestionType(question?.type ?? '')?.way === 'ask')
      reportAt(
        name,
        'relevant',
        `"${name}" is asked because of an answer in a sensitive group, so being asked tells that answer: put it into the group`,
      )
  }
  for (const block of Object.keys(flow.blocks)) {
    const members = flow.questions.filter((question) => question.block === block)
    const [first] = members
    const last = members.at(-1)
    if (!first || !last) continue
    const group = `the group "${block}" is sensitive`
    if (!flow.referral)
      document.report(['referral'], `${group}: everybody must hear where help is; write "referral: true"`)
    if (flow.eligible === undefined)
      document.report(['eligible'], `${group}: write "eligible", so that nobody under age is asked`)
    const before = flow.questions.slice(0, flow.questions.indexOf(first))
    if (!before.some((question) => asksAge(question, flow))) {
      const how =
        'ask the age before it, with choices of which some are "minor: true", such as "use: profile" with "only: [age]"'
      reportAt(first.name, 'name', `${group}: ${how}`)
    }
    for (const question of members) {
      if (takesFreeText(question) && question.free_text_because === undefined)
        reportAt(question.name, 'type', `${group}: take a type with choices, or say why not with "free_text_because"`)
    }
    if (findQuestionType(last.type)?.way === 'tell')
      reportAt(
        last.name,
        'name',
        `${group}, and this note at its end would be shown outside of it: put it before a question`,
      )
  }
}
