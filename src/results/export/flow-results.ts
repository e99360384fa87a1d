import { roundName } from '../round-name.ts'
import { type ExportData, type ExportFormat, type ExportRow, suppressed, type Variable } from './export-data.ts'

const dataFile = 'responses.json'
const rowsAtOnce = 1000

/** ISO 639-3, which Flow Results asks for, of the languages that have a shorter code; where none is known the language is not said. */
const languages: Readonly<Record<string, string>> = { en: 'eng', bn: 'ben', sw: 'swa' }

/** The columns of a response, in the order of the 1.0 specification. */
const fields = [
  { name: 'timestamp', title: 'Timestamp', type: 'datetime' },
  { name: 'row_id', title: 'Row ID', type: 'string' },
  { name: 'contact_id', title: 'Contact ID', type: 'string' },
  { name: 'session_id', title: 'Session ID', type: 'string' },
  { name: 'question_id', title: 'Question ID', type: 'string' },
  { name: 'response', title: 'Response', type: 'any' },
  { name: 'response_metadata', title: 'Response Metadata', type: 'object' },
]

const types: Readonly<Record<Variable['kind'], string>> = {
  ...{ one: 'select_one', several: 'select_many', integer: 'numeric', decimal: 'numeric' },
  // A month is no date of that specification: it has no day.
  ...{ month: 'text', text: 'text' },
}

const questionOf = ({ kind, labels, categories }: Variable, language: string) => ({
  ...{ type: types[kind], label: labels[language] },
  type_options: kind === 'one' || kind === 'several' ? { choices: categories.map(({ value }) => value) } : {},
})

/** What describes a package. `url` is where its responses are; without one, in the file beside it. */
export function flowResultsDescriptor(data: ExportData, url: string | null = null) {
  const { id, round, title, today, language, variables } = data
  const moment = `${today}T00:00:00+00:00`
  return {
    profile: 'flow-results-package',
    name: roundName(round),
    flow_results_specification_version: '1.0.0-rc1',
    ...{ created: moment, modified: moment, id, title },
    resources: [
      {
        // Of Frictionless, for whom a package has resources of a kind; libraries that read Flow Results ask for it.
        profile: 'data-resource',
        ...{ name: 'responses', path: url === null ? dataFile : null, api_data_url: url },
        ...{ mediatype: 'application/json', encoding: 'utf-8' },
        schema: {
          ...(languages[language] && { language: languages[language] }),
          fields,
          questions: Object.fromEntries(variables.map((variable) => [variable.name, questionOf(variable, language)])),
        },
      },
    ],
  }
}

/** The first moment of the month; the beginning of time where the month is suppressed, because a row must have a time. */
const timestampOf = (month: string) => `${month === suppressed ? '1970-01' : month}-01T00:00:00+00:00`

/**
 * The responses of an interview: one for each answer. There is no place for the reason of a missing one, so it has no row. Contact and session are the
 * number of the interview in this export: who answered is not known, and not whether somebody answered before.
 */
const responsesOf = ({ number, month, answers }: ExportRow, variables: readonly Variable[]) =>
  answers.flatMap((answer, index) => {
    if ('missing' in answer) return []
    const session = String(number)
    const row = String((number - 1) * variables.length + index + 1)
    return [[timestampOf(month), row, session, session, variables[index]?.name, answer.value, {}]]
  })

/** The responses as a JSON array, in portions. */
export async function* flowResultsResponses({ rows, variables }: ExportData): AsyncGenerator<string> {
  let lines: string[] = []
  let before = '[\n'
  for await (const interview of rows()) {
    for (const response of responsesOf(interview, variables)) lines.push(JSON.stringify(response))
    if (lines.length < rowsAtOnce) continue
    yield before + lines.join(',\n')
    lines = []
    before = ',\n'
  }
  if (lines.length > 0) yield before + lines.join(',\n')
  yield lines.length === 0 && before === '[\n' ? '[]\n' : '\n]\n'
}

/** FLOIP Flow Results. Reference: flow-results specification 1.0.0-rc1, with the session that its later text adds. */
export const flowResults: ExportFormat = {
  name: 'flow-results',
  about: 'FLOIP Flow Results 1.0: a package descriptor with its responses',
  files: ['datapackage.json', dataFile],
  *write(data) {
    yield { path: 'datapackage.json', chunks: [JSON.stringify(flowResultsDescriptor(data), null, 2)] }
    yield { path: dataFile, chunks: flowResultsResponses(data) }
  },
}
