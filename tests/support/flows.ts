import { createEngine, type Engine } from '../../src/core/engine.ts'
import { type Flow, type FlowContent, flowContentSchema } from '../../src/core/flow.ts'
import { readQuestionnaires } from '../../src/questionnaires.ts'

/** The project's own questionnaires, read once per test file. */
export const questionnaires = readQuestionnaires()

export const contentOf = (name: string): FlowContent => {
  const version = questionnaires.versions.find(({ flow }) => flow === name)
  if (!version) throw new Error(`There is no flow "${name}".`)
  return version.content
}

/** A flow as it was asked in another round. */
export const inRound = (content: FlowContent, round: string): FlowContent => ({
  ...content,
  flow: { ...content.flow, round },
})

/** A flow of one's own in these languages, each with the program's texts and with the flow's in English. */
export const inLanguages = (content: FlowContent, languages: readonly string[]): FlowContent => ({
  ...content,
  flow: { ...content.flow, languages: [...languages] },
  texts: Object.fromEntries(
    languages.map((each) => [each, { ...content.texts.en, system: questionnaires.system[each]?.system ?? {} }]),
  ),
})

export const engineFor = (content: FlowContent): Engine =>
  createEngine({ version: 'test', content, organisation: 'CSO', redact: (text) => text.replace(/\d{7,}/g, '[number]') })

type QuestionDraft = Partial<Flow['questions'][number]> & { name: string; label?: string; hint?: string }

/** A small flow for one test: questions with their labels, lists as `name: label`, and what else is to be said of `items`. */
export function smallFlow(
  questions: readonly QuestionDraft[],
  lists: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  items: Readonly<Record<string, object>> = {},
  more: Partial<Flow> = {},
): FlowContent {
  return flowContentSchema.parse({
    flow: {
      name: 'small',
      round: '1',
      answersPerRound: 1,
      languages: ['en', 'bn'],
      keywords: { en: ['SMALL'], bn: ['CHHOTO'] },
      referral: false,
      questions: questions.map(({ label: _label, hint: _hint, ...question }) => ({
        type: 'select_one',
        namespace: 'small',
        relevant: [],
        disaggregate: false,
        ...question,
      })),
      lists: Object.fromEntries(
        Object.entries(lists).map(([name, list]) => [
          name,
          { namespace: 'small', items: Object.keys(list).map((item) => ({ name: item, ...items[item] })) },
        ]),
      ),
      blocks: {},
      ...more,
    },
    texts: Object.fromEntries(
      ['en', 'bn'].map((language) => [
        language,
        {
          system: questionnaires.system[language]?.system,
          small: {
            title: 'Small',
            questions: Object.fromEntries(
              questions.map(({ name, label = `Question ${name}?`, hint }) => [
                name,
                hint ? { label, hint } : { label },
              ]),
            ),
            choices: lists,
          },
        },
      ]),
    ),
  })
}
