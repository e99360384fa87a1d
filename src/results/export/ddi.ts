import { chosen, notChosen } from '../knowledge.ts'
import { answeredIn, countAt, tableOfEverybody } from '../published-table.ts'
import { because, isReason, reasonText, type Said, valued } from '../said.ts'
import { choiceName } from '../tables.ts'
import { dispositions, missingReasons } from './codes.ts'
import { type Column, columnsOf } from './columns.ts'
import { type ExportData, type ExportFormat, suppressed } from './export-data.ts'
import { outcomeCaution, outcomeFigures } from './outcomes.ts'
import { publicSentences, restriction } from './report.ts'
import { publicWeightingSentences, weightName } from './weights.ts'
import { element } from './xml.ts'

const method =
  'People come by themselves, by a keyword, a number or a link that is made known. There is no list of whom it was tried to reach, and no probability of selection.'

const inEach = (name: string, labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([language, label]) => element(name, { 'xml:lang': language }, label))

/** Numbers come from published tables only; a hidden one is left out. `row`: null where no table has it, because interviews alone are suppressed. */
function category(
  data: ExportData,
  { name, variable, choice }: Column,
  row: Said | null,
  value: string,
  labels: Readonly<Record<string, string>>,
) {
  const table = tableOfEverybody(data.published, choice === null ? name : choiceName(variable.name, choice))
  const count = table && row ? countAt(table, row) : null
  return element(
    'catgry',
    row === null || isReason(row) ? { missing: 'Y' } : {},
    element('catValu', {}, value),
    ...inEach('labl', labels),
    count === null ? null : element('catStat', { type: 'freq' }, count),
  )
}

/** Published mean, median and quartiles of a number, and how many gave one; what is hidden is left out. */
function summaryStatistics({ published }: ExportData, { variable }: Column) {
  const table = tableOfEverybody(published, variable.name)
  const { mean, median, lowerQuartile, upperQuartile } = table?.summary ?? {}
  const statistic = (
    value: number | null | undefined,
    attributes: { readonly type: string; readonly otherType?: string },
  ) => (value === null || value === undefined ? [] : [element('sumStat', attributes, value)])
  return [
    ...statistic(table?.summary && answeredIn(table), { type: 'vald' }),
    ...statistic(mean?.value, { type: 'mean' }),
    ...statistic(median?.value, { type: 'medn' }),
    ...statistic(lowerQuartile?.value, { type: 'other', otherType: 'lower quartile' }),
    ...statistic(upperQuartile?.value, { type: 'other', otherType: 'upper quartile' }),
  ]
}

function variableOf(data: ExportData, column: Column, id: string) {
  const { name, variable, labels, choice } = column
  const { kind, categories } = variable
  const inEnglish = (label: string) => ({ en: label })
  const values =
    choice !== null
      ? [
          category(data, column, valued(chosen), 'true', inEnglish('Chosen')),
          category(data, column, valued(notChosen), 'false', inEnglish('Not chosen')),
        ]
      : categories.map((each) => category(data, column, valued(each.value), each.value, each.labels))
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
    ...summaryStatistics(data, column),
    ...values,
    ...missingReasons.map(({ code, label }) =>
      category(data, column, code === suppressed ? null : because(code), reasonText(code), inEnglish(label)),
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
    .map(({ code, label }) => ({ code: reasonText(code), label }))
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
        element('weight', {}, publicWeightingSentences(data).join(' ')),
        element('cleanOps', {}, publicSentences(data).join(' ')),
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
    element('dataAccs', {}, element('useStmt', {}, element('restrctn', {}, restriction))),
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
        anonymity.interviews < anonymity.k ? null : element('caseQnty', {}, anonymity.interviews),
        element('varQnty', {}, described.length),
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
