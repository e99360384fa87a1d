import { reasonRow } from '../answer-text.ts'
import { chosen, notChosen } from '../knowledge.ts'
import { countAt, tableOfEverybody } from '../published-table.ts'
import { choiceName } from '../tables.ts'
import { missingReasons } from './codes.ts'
import { type Column, columnsOf } from './columns.ts'
import type { ExportData, ExportFormat } from './export-data.ts'
import { outcomeCaution, outcomeFigures } from './outcomes.ts'
import { sentences } from './report.ts'
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

function variableOf(data: ExportData, column: Column, index: number) {
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
      ID: `V${index + 1}`,
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

function study(data: ExportData) {
  const { title, organisation, round, version, launch, outcomes, content } = data
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
        element('weight', {}, 'None.'),
        element('cleanOps', {}, sentences(data).join(' ')),
      ),
      element(
        'anlyInfo',
        {},
        element(
          'respRate',
          {},
          [...outcomeFigures(outcomes).map((each) => each.join(': ')), outcomeCaution].join('. '),
        ),
      ),
    ),
    element('dataAccs', {}, element('useStmt', {}, element('restrctn', {}, sentences(data).at(-1) ?? ''))),
  )
}

function codebook(data: ExportData): string {
  const { title, organisation, today, anonymity } = data
  const columns = columnsOf(data)
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
        ...[element('caseQnty', {}, anonymity.interviews), element('varQnty', {}, columns.length + 3)],
      ),
      element('fileType', {}, 'text/csv'),
    ),
  )
  const { xml } = element(
    'codeBook',
    { xmlns: 'ddi:codebook:2_5', version: '2.5', 'xml:lang': 'en' },
    ...[document, study(data), file],
    element('dataDscr', {}, ...columns.map((column, index) => variableOf(data, column, index))),
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
