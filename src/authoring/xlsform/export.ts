import type { FlowContent, ListItem, Question } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import { indicatorRows, indicatorTexts } from './indicators-sheet.ts'
import { languageHeader } from './languages.ts'

/** A sheet as it is written: the header first, every cell a text. */
export interface ExportedSheet {
  readonly name: string
  readonly grid: readonly (readonly string[])[]
}

/** Rows by column, turned into a grid that has only the columns that somebody fills. */
function gridOf(name: string, columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]) {
  const used = columns.filter((column) => rows.some((row) => (row[column] ?? '') !== ''))
  return { name, grid: [used, ...rows.map((row) => used.map((column) => row[column] ?? ''))] }
}

const joined = (conditions: readonly string[]): string =>
  conditions.length > 1 ? conditions.map((condition) => `(${condition})`).join(' and ') : (conditions[0] ?? '')

type TextKey = 'label' | 'hint' | 'constraint_message' | 'refused'

/** Texts of authors, as they stand in a version. */
function textsOf({ flow, texts }: FlowContent) {
  const at = (language: string, namespace: string, ...path: readonly string[]): string => {
    let value: unknown = texts[language]?.[namespace]
    for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key]
    return typeof value === 'string' ? value : ''
  }
  return {
    question: (key: TextKey, { name, namespace }: Question) =>
      Object.fromEntries(
        flow.languages.map((language) => [
          `${key}::${languageHeader(language)}`,
          at(language, namespace, 'questions', name, key),
        ]),
      ),
    choice: (namespace: string, list: string, item: string) =>
      Object.fromEntries(
        flow.languages.map((language) => [
          `label::${languageHeader(language)}`,
          at(language, namespace, 'choices', list, item),
        ]),
      ),
    flow: (column: string, text: (language: string) => string) =>
      Object.fromEntries(flow.languages.map((language) => [`${column}::${languageHeader(language)}`, text(language)])),
    at,
  }
}

/** The flow's own wording of the program's texts, by path. */
function ownWording(value: unknown, path: readonly string[] = []): [string, string][] {
  if (typeof value === 'string') return [[path.join('.'), value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => ownWording(inner, [...path, key]))
}

/**
 * A flow as an XLSForm: pyxform and KoboToolbox read it, and so does our own import. Modules are written out. Columns that XLSForm does
 * not know (sensitive, disaggregate, keyword …) are passed over by other programs.
 */
export function exportXlsForm(content: FlowContent): readonly ExportedSheet[] {
  const { flow } = content
  const texts = textsOf(content)
  const languages = flow.languages.map(languageHeader)
  const inLanguages = (column: string) => languages.map((language) => `${column}::${language}`)

  const survey: Record<string, string>[] = []
  let block: string | undefined
  const leaveBlock = () => {
    if (block !== undefined) survey.push({ type: 'end_group' })
    block = undefined
  }
  for (const question of flow.questions) {
    if (question.block !== block) {
      leaveBlock()
      block = question.block
      if (block !== undefined) {
        const relevant = joined(flow.blocks[block]?.relevant ?? [])
        survey.push({ type: 'begin_group', name: block, relevant, sensitive: 'yes' })
      }
    }
    // Other tools know a list only of what is asked.
    const isAsked = questionTypeOf(question).properties.required.includes('list')
    const around = block === undefined ? 0 : (flow.blocks[block]?.relevant.length ?? 0)
    survey.push({
      type: isAsked ? `${question.type} ${question.list}` : question.type,
      value_list: isAsked ? '' : (question.list ?? ''),
      name: question.name,
      ...texts.question('label', question),
      ...texts.question('hint', question),
      ...texts.question('constraint_message', question),
      ...texts.question('refused', question),
      relevant: joined(question.relevant.slice(around)),
      constraint: question.constraint ?? '',
      choice_filter: question.choice_filter ?? '',
      calculation: question.calculation ?? '',
      disaggregate: question.disaggregate ? 'yes' : '',
      free_text_because: question.free_text_because ?? '',
    })
  }
  leaveBlock()

  const asked = new Set(flow.questions.map(({ list }) => list))
  const choiceRow = (list: string, namespace: string, item: ListItem): Record<string, string> => ({
    list_name: list,
    name: item.name,
    ...texts.choice(namespace, list, item.name),
    key: item.key ?? '',
    missing: item.missing ?? '',
    exclusive: item.exclusive ? 'yes' : '',
    minor: item.minor ? 'yes' : '',
    aliases: item.aliases?.join('; ') ?? '',
    from: item.from === undefined ? '' : String(item.from),
    to: item.to === undefined ? '' : String(item.to),
    ...Object.fromEntries(Object.entries(item.columns ?? {}).map(([name, value]) => [name, String(value)])),
  })
  const choices = Object.entries(flow.lists)
    .filter(([list]) => asked.has(list))
    .flatMap(([list, { namespace, items }]) => items.map((item) => choiceRow(list, namespace, item)))
  const filters = [...new Set(choices.flatMap((row) => Object.keys(row)))]
  const system = flow.languages.flatMap((language) =>
    ownWording(content.texts[language]?.[flow.name]?.system).map(([path, text]): [string, string] => [
      `system.${path}::${languageHeader(language)}`,
      text,
    ]),
  )
  const settings = {
    form_title: texts.at(flow.languages[0] ?? 'en', flow.name, 'title'),
    form_id: flow.name.replaceAll('-', '_'),
    version: flow.formVersion ?? '',
    default_language: languages[0] ?? '',
    round: flow.round,
    answers_per_round: String(flow.answersPerRound),
    referral: flow.referral ? 'yes' : '',
    referral_place: flow.referralPlace ?? '',
    sms_is_safe_because: flow.smsIsSafeBecause ?? '',
    eligible: flow.eligible ?? '',
    offer_results: flow.offersResults ? 'yes' : '',
    'scorecard.service_point': flow.scorecard?.servicePoint ?? '',
    'scorecard.focus_group': flow.scorecard?.focusGroup ?? '',
    'scorecard.indicators': flow.scorecard?.indicators.join(', ') ?? '',
    'scorecard.provider': flow.scorecard?.provider ?? '',
    ...texts.flow('flow_title', (language) => texts.at(language, flow.name, 'title')),
    ...texts.flow('keyword', (language) => (flow.keywords[language] ?? []).join(', ')),
    ...texts.flow('translation', (language) => texts.at(language, flow.name, 'translation')),
    ...Object.fromEntries(system),
  }
  const indicators = indicatorRows(flow).map((row) => ({
    ...row,
    ...Object.assign(
      {},
      ...indicatorTexts.map((key) =>
        texts.flow(key, (language) => texts.at(language, flow.name, 'indicators', row.name, key)),
      ),
    ),
  }))
  const translatedSurvey = ['label', 'hint', 'constraint_message', 'refused'].flatMap(inLanguages)
  const conditions = ['relevant', 'constraint', 'choice_filter', 'calculation']
  return [
    gridOf(
      'survey',
      [
        'type',
        'name',
        ...translatedSurvey,
        ...conditions,
        'value_list',
        'sensitive',
        'disaggregate',
        'free_text_because',
      ],
      survey,
    ),
    gridOf('choices', filters, choices),
    gridOf('settings', Object.keys(settings), [settings]),
    ...(indicators.length > 0 ? [gridOf('indicators', Object.keys(indicators[0] ?? {}), indicators)] : []),
  ]
}
