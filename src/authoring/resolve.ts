import { parseExpression } from '../core/expression.ts'
import type { Flow, Question } from '../core/flow.ts'
import { findQuestionType } from '../core/questions/index.ts'
import type { Path, SourceDocument } from './document.ts'
import type { FlowFile } from './flow-file.ts'
import { listNamed, resolveIndicators } from './indicators.ts'
import type { SurveyItem } from './survey.ts'

const mostQuestions = 1000

/** Where something of a resolved flow was written. */
interface Origin {
  readonly document: SourceDocument
  readonly path: Path
}

export interface Resolved {
  readonly flow: Flow
  /** The flow itself and every module that it uses, by the name under which texts are kept. */
  readonly namespaces: readonly string[]
  /** Where each question was written. */
  readonly origins: ReadonlyMap<string, Origin>
}

/** The surroundings of a survey entry: the file that it stands in, and what the groups around it say. */
interface Surroundings {
  readonly file: FlowFile
  readonly relevant: readonly string[]
  readonly block: string | undefined
}

/**
 * Puts a flow together: modules are inserted, groups are taken apart into conditions and sensitive blocks, and every
 * reference (module, list, question) is checked. Faults are reported at the places where they were written.
 */
export function resolveFlow(file: FlowFile, modules: ReadonlyMap<string, FlowFile>): Resolved {
  const questions: Question[] = []
  const origins = new Map<string, Origin>()
  const blocks: Record<string, { relevant: string[] }> = {}
  const used = new Map<string, FlowFile>([[file.name, file]])

  function use(item: Extract<SurveyItem, { kind: 'use' }>, around: Surroundings): void {
    const { document } = around.file
    const module = modules.get(item.module)
    if (!module) {
      const known = [...modules.keys()].join(', ') || 'none'
      document.report([...item.path, 'use'], `there is no module "${item.module}"; there are: ${known}`)
      return
    }
    used.set(module.name, module)
    for (const language of file.languages) {
      if (!module.languages.includes(language))
        document.report([...item.path, 'use'], `the module "${item.module}" does not speak "${language}"`)
    }
    const wanted = item.only
    const offered = module.items.flatMap((each) => (each.kind === 'question' ? [each.question.name] : []))
    for (const name of wanted ?? []) {
      if (!offered.includes(name))
        document.report([...item.path, 'only'], `the module "${item.module}" has no question "${name}"`)
    }
    const chosen = wanted
      ? module.items.filter(
          (each) => each.kind === 'use' || (each.kind === 'question' && wanted.includes(each.question.name)),
        )
      : module.items
    walk(chosen, { ...around, file: module })
  }

  function walk(items: readonly SurveyItem[], around: Surroundings): void {
    for (const item of items) {
      if (item.kind === 'use') use(item, around)
      else if (item.kind === 'group') {
        const relevant = item.relevant === undefined ? around.relevant : [...around.relevant, item.relevant]
        // A sensitive group inside a sensitive group belongs to it.
        const block = around.block ?? (item.sensitive ? item.name : undefined)
        if (block !== undefined && around.block === undefined) {
          if (Object.hasOwn(blocks, block))
            around.file.document.report([...item.path, 'name'], `two sensitive groups have the name "${block}"`)
          blocks[block] = { relevant: [...relevant] }
        }
        walk(item.items, { ...around, relevant, block })
      } else {
        const { document } = around.file
        const { relevant, ...own } = item.question
        if (origins.has(own.name)) document.report([...item.path, 'name'], `two questions have the name "${own.name}"`)
        origins.set(own.name, { document, path: item.path })
        const conditions = relevant === undefined ? around.relevant : [...around.relevant, relevant]
        const defined = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
        const place = { namespace: around.file.name, relevant: [...conditions] }
        const block = around.block === undefined ? {} : { block: around.block }
        questions.push({ ...(defined as typeof own & { list: string }), ...place, ...block } as Question)
      }
    }
  }
  walk(file.items, { file, relevant: [], block: undefined })

  if (questions.length > mostQuestions)
    file.document.report(
      ['survey'],
      `there are more than ${mostQuestions} questions; nobody answers so many: divide the flow into several`,
    )
  const lists = listsOf([...used.values()], file.document)
  checkReferences(questions, origins, lists, file)
  checkScorecard(questions, file)
  return {
    flow: {
      name: file.name,
      round: file.round,
      ...(file.formVersion === undefined ? {} : { formVersion: file.formVersion }),
      answersPerRound: file.answersPerRound,
      languages: [...file.languages],
      keywords: Object.fromEntries(Object.entries(file.keywords).map(([language, words]) => [language, [...words]])),
      referral: file.referral,
      ...(file.referralPlace === undefined ? {} : { referralPlace: file.referralPlace }),
      ...(file.smsIsSafeBecause === undefined ? {} : { smsIsSafeBecause: file.smsIsSafeBecause }),
      ...(file.eligible === undefined ? {} : { eligible: file.eligible }),
      ...(file.offersResults ? { offersResults: true } : {}),
      questions,
      indicators: resolveIndicators(file.document, file.indicators, { questions, lists }, file.name),
      ...(file.scorecard === undefined ? {} : { scorecard: file.scorecard }),
      lists,
      blocks,
    },
    namespaces: [...used.keys()],
    origins,
  }
}

function listsOf(files: readonly FlowFile[], document: SourceDocument): Flow['lists'] {
  const lists: Flow['lists'] = {}
  for (const file of files) {
    for (const [name, items] of Object.entries(file.lists)) {
      const other = listNamed(lists, name)
      if (other)
        document.report(['choices', name], `"${other.namespace}" and "${file.name}" both have a list "${name}"`)
      lists[name] = { namespace: file.name, items: [...items] }
    }
  }
  return lists
}

/** All regular expressions of a flow may be looked at between a message and the screen that answers it. */
const mostPatterns = 500

/** Every list and every question that is referred to exists, and a condition looks only at what was asked before. */
function checkReferences(
  questions: readonly Question[],
  origins: ReadonlyMap<string, Origin>,
  lists: Flow['lists'],
  file: FlowFile,
): void {
  const places = new Map(questions.map(({ name }, index) => [name, index]))
  let patterns = 0

  function checkExpression(source: string | undefined, origin: Origin, property: string, before: number): void {
    if (source === undefined) return
    const report = (message: string) => origin.document.report([...origin.path, property], `${property}: ${message}`)
    try {
      const expression = parseExpression(source)
      for (const fault of expression.faults) report(fault)
      if (property === 'choice_filter' && expression.patternSize > 0)
        report('regex() would be looked at for every choice; compare with = or selected() instead')
      patterns += expression.patternSize
      if (patterns > mostPatterns && patterns - expression.patternSize <= mostPatterns)
        report('the regular expressions of this flow are too long together; take some out, or write shorter ones')
      const columns = property === 'choice_filter' ? columnsOf(lists, questions[before]) : []
      for (const column of expression.columns)
        if (!columns.includes(column)) report(strayName(column, places, property, columns))
      for (const name of expression.questions) {
        const at = places.get(name)
        if (at === before && property === 'constraint')
          report(`write . for the answer itself, not \${${name}}, as in ". > 17"`)
        else if (at === undefined) report(`there is no question "${name}" in this flow`)
        else if (at >= before) report(`"${name}" is asked later; a condition can only look back`)
      }
    } catch (error) {
      report((error as Error).message)
    }
  }

  questions.forEach((question, index) => {
    const origin = origins.get(question.name) as Origin
    if (question.list !== undefined && !listNamed(lists, question.list)) {
      const known = Object.keys(lists).join(', ') || 'none'
      origin.document.report([...origin.path, 'type'], `there is no list "${question.list}"; there are: ${known}`)
    }
    for (const condition of question.relevant) checkExpression(condition, origin, 'relevant', index)
    checkExpression(question.constraint, origin, 'constraint', index)
    checkExpression(question.choice_filter, origin, 'choice_filter', index)
    checkExpression(question.calculation, origin, 'calculation', index)
    checkResults(question, origin, lists)
  })
  checkExpression(file.eligible, { document: file.document, path: [] }, 'eligible', questions.length)
}

/** What a filter may look at. */
const columnsOf = (lists: Flow['lists'], question: Question | undefined): readonly string[] => [
  'name',
  ...new Set((listNamed(lists, question?.list)?.items ?? []).flatMap(({ columns }) => Object.keys(columns ?? {}))),
]

/** What to write instead of a bare name that is no column. */
function strayName(
  name: string,
  places: ReadonlyMap<string, number>,
  property: string,
  columns: readonly string[],
): string {
  if (places.has(name)) return `write \${${name}} for the answer to "${name}"`
  if (property === 'choice_filter')
    return `no choice of this list has a column "${name}"; they have: ${columns.join(', ')}`
  return `"${name}" is no value; write \${${name}} for an answer, or '${name}' for a text`
}

/** Everything that a calculation with a list can come to has a name in it. What it refers to wrongly is reported elsewhere. */
function checkResults({ calculation, list }: Question, { document, path }: Origin, lists: Flow['lists']): void {
  const items = listNamed(lists, list)?.items
  if (calculation === undefined || !items) return
  const report = (message: string) => document.report([...path, 'calculation'], `calculation: ${message}`)
  let results: ReturnType<typeof parseExpression>['results']
  try {
    results = parseExpression(calculation).results
  } catch {
    return
  }
  if (results === null) report(`it can come to anything, so it cannot have the list "${list}"`)
  for (const result of (results ?? []).filter((each) => each !== '' && !Number.isNaN(each)))
    if (!items.some(({ name }) => name === String(result))) report(`"${result}" is not in the list "${list}"`)
}

/** What a scorecard counts are questions with one answer from a list. */
function checkScorecard(questions: readonly Question[], { scorecard, document }: FlowFile): void {
  if (!scorecard) return
  const named: [Path, string][] = [
    [['service_point'], scorecard.servicePoint],
    [['focus_group'], scorecard.focusGroup],
    ...scorecard.indicators.map((name, index): [Path, string] => [['indicators', index], name]),
  ]
  for (const [path, name] of named) {
    const question = questions.find((each) => each.name === name)
    const report = (message: string) => document.report(['scorecard', ...path], message)
    const type = question && findQuestionType(question.type)
    if (!question) report(`there is no question "${name}" in this flow`)
    else if (question.list === undefined || (type?.way === 'ask' && type.takesSeveral))
      report(`"${name}" takes no single answer from a list, so a scorecard cannot use it`)
  }
}
