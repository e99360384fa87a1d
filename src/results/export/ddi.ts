import { reasonRow } from '../answer-text.ts'
import { chosen, notChosen } from '../knowledge.ts'
import { countAt, tableOfEverybody } from '../published-table.ts'
import { choiceName } from '../tables.ts'
import { dispositions, missingReasons } from './codes.ts'
import { type Column, columnsOf } from './columns.ts'
import { type ExportData, type ExportFormat, suppressed } from './export-data.ts'
import { outcomeCaution, outcomeFigures } from './outcomes.ts'
import { sentences } from './report.ts'
import { weightingSentences, weightName } from './weights.ts'
import { element } from './xml.ts'

const method =
  'People come by themselves, by a keyword, a number or a link that is made known. There is no list of whom it was tried to reach, and no probability of selection.'

const inEach = (name: string, labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([language, label]) => element(name, { 'xml:lang': language }, label))

/** Numbers come from published tables only; a hidden one is left out. */
function category(
  data: ExportData,
  { name, variable, choice }: Column,
  row: string,
  value: string,
  labels: Readonly<Record<string, string>>,
  isMissing: boolean,
) {
  const table = tableOfEverybody(data.published, choice === null ? name : choiceName(variable.name, choice))
  const count = table ? countAt(table, row) : null
  return element(
    'catgry',
    isMissing ? { missing: 'Y' } : {},
    element('catValu', {}, value),
    ...inEach('labl', labels),
    count === null ? null : element('catStat', { type: 'freq' }, count),
  )
}

function variableOf(data: ExportData, column: Column, id: string) {
  const { name, variable, labels, choice } = column
  const { kind, categories } = variable
  const inEnglish = (label: string) => ({ en: label })
  const values =
    choice !== null
      ? [
          category(data, column, chosen, 'true', inEnglish('Chosen'), false),
          category(data, column, notChosen, 'false', inEnglish('Not chosen'), false),
        ]
      : categories.map((each) => category(data, column, each.value, each.value, each.labels, false))
  return element(
    'var',
    {
      ID: id,
      name,
      files: 'F1',
      intrvl: kind === 'integer' || kind === 'decimal' ? 'contin' : 'discrete',
    },
    ...inEach('labl', labels),
    element('qstn', {}, ...inEach('qstnLit', variable.labels)),
    ...values,
    ...missingReasons.map(({ code, label }) =>
      category(data, column, reasonRow(code), reasonRow(code), inEnglish(label), true),
    ),
    element('varFormat', { type: kind === 'integer' || kind === 'decimal' ? 'numeric' : 'character', schema: 'other' }),
  )
}

/** What stands in the file besides the questions. */
function describedBesides(data: ExportData) {
  const codes = (values: readonly { readonly code: string; readonly label: string }[], attributes = {}) =>
    values.map(({ code, label }) =>
      element('catgry', attributes, element('catValu', {}, code), element('labl', { 'xml:lang': 'en' }, label)),
    )
  const unknownMonth = missingReasons
    .filter(({ code }) => code === suppressed)
    .map(({ code, label }) => ({ code: reasonRow(code), label }))
  const own = [
    {
      name: 'interview',
      label: 'Number of the interview in this export; it says nothing',
      type: 'numeric',
      values: [],
    },
    {
      ...{ name: 'month', label: 'Month in which it ended', type: 'character' },
      values: codes(unknownMonth, { missing: 'Y' }),
    },
    {
      ...{ name: 'disposition', label: 'How it ended (AAPOR)', type: 'character' },
      values: codes(dispositions),
    },
    ...(data.weighting ? [{ name: weightName, label: 'Weight; its mean is 1', type: 'numeric', values: [] }] : []),
  ]
  return own.map(({ name, label, type, values }) => (id: string) => {
    const isWeight = name === weightName
    return element(
      'var',
      {
        ...{ ID: id, name, files: 'F1', wgt: isWeight ? 'wgt' : undefined },
        intrvl: isWeight ? 'contin' : 'discrete',
      },
      element('labl', { 'xml:lang': 'en' }, label),
      ...values,
      element('varFormat', { type, schema: 'other' }),
    )
  })
}

function study(data: ExportData) {
  const { title, organisation, round, version, launch, dispositions, content } = data
  const { flow } = content
  return element(
    'stdyDscr',
    {},
    element(
      'citation',
      {},
      element(
        'titlStmt',
        {},
        element('titl', {}, title),
        element('IDNo', {}, `${round.flow}/${round.round}/${version.slice(0, 12)}`),
      ),
      element('rspStmt', {}, element('AuthEnty', {}, organisation)),
      element('prodStmt', {}, element('producer', {}, organisation)),
    ),
    element(
      'stdyInfo',
      {},
      element('abstract', {}, launch ? `${launch.purpose} ${launch.use}` : 'The purpose is not recorded.'),
      element(
        'sumDscr',
        {},
        ...(launch
          ? [
              element('collDate', { date: launch.opensOn, event: 'start' }, launch.opensOn),
              element('collDate', { date: launch.closesOn, event: 'end' }, launch.closesOn),
            ]
          : []),
        element('anlyUnit', {}, 'Individual'),
        element('universe', {}, launch?.targetPopulation ?? 'Not recorded'),
        element('dataKind', {}, 'Survey data that citizens contributed'),
      ),
    ),
    element(
      'method',
      {},
      element(
        'dataColl',
        {},
        element('dataCollector', {}, organisation),
        element('sampProc', {}, `Non-probability. ${method}`),
        element(
          'collMode',
          {},
          `Self-administered on a telephone: ${(flow.media ?? ['every channel that is on']).join(', ')}`,
        ),
        element('resInstru', {}, `Structured questionnaire in ${flow.languages.join(', ')}`),
        element('weight', {}, weightingSentences(data).join(' ')),
        element('cleanOps', {}, sentences(data).join(' ')),
      ),
      element(
        'anlyInfo',
        {},
        element(
          'respRate',
          {},
          [...outcomeFigures(dispositions).map((each) => each.join(': ')), outcomeCaution].join('. '),
        ),
      ),
    ),
    element('dataAccs', {}, element('useStmt', {}, element('restrctn', {}, sentences(data).at(-1) ?? ''))),
  )
}

function codebook(data: ExportData): string {
  const { title, organisation, today, anonymity } = data
  // Each stands in the file in this order, and is counted and described from one list.
  const described = [
    ...describedBesides(data),
    ...columnsOf(data).map((column) => (id: string) => variableOf(data, column, id)),
  ]
  const document = element(
    'docDscr',
    {},
    element(
      'citation',
      {},
      element('titlStmt', {}, element('titl', {}, title)),
      element(
        'prodStmt',
        {},
        ...[element('producer', {}, organisation), element('prodDate', { date: today }, today)],
        element('software', {}, 'Heard'),
      ),
    ),
  )
  const file = element(
    'fileDscr',
    { ID: 'F1' },
    element(
      'fileTxt',
      {},
      element('fileName', {}, 'interviews.csv'),
      element(
        'dimensns',
        {},
        ...[element('caseQnty', {}, anonymity.interviews), element('varQnty', {}, described.length)],
      ),
      element('fileType', {}, 'text/csv'),
    ),
  )
  const { xml } = element(
    'codeBook',
    { xmlns: 'ddi:codebook:2_5', version: '2.5', 'xml:lang': 'en' },
    ...[document, study(data), file],
    element('dataDscr', {}, ...described.map((describe, index) => describe(`V${index + 1}`))),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`
}

/** What was asked of whom and how, as archives keep it: it describes the files of `--format csv`. Reference: DDI-Codebook 2.5, codebook.xsd. */
export const ddi: ExportFormat = {
  name: 'ddi',
  about: 'DDI-Codebook 2.5: describes study, questions and codes; frequencies only where they are published',
  files: ['codebook.xml'],
  *write(data) {
    yield { path: 'codebook.xml', chunks: [codebook(data)] }
  },
}
