import type { ReportedGroup, ReportedQuestion } from '../../../results/report/question-report.ts'
import { saidKey, valued } from '../../../results/said.ts'
import { percent } from './numbers.ts'
import { answerOf, answersOf, drawnOf, type Telling } from './questions.ts'

interface HeatCell {
  readonly words: string
  /** 0 to 5: how dark the cell is; null: nothing is shown. */
  readonly level: number | null
}

/** Shares as a table in which larger ones are darker. */
export interface HeatTable {
  readonly caption: string
  readonly header: readonly string[]
  readonly rows: readonly { readonly label: string; readonly cells: readonly HeatCell[] }[]
}

const levels = 6

function cellOf(share: number | null, { reader }: Telling): HeatCell {
  if (share === null) return { words: reader.text('results.too_few'), level: null }
  return { words: `${percent(share)} %`, level: Math.min(levels - 1, Math.floor(levels * share)) }
}

/** Groups down, answers across. */
function byAnswer(groups: readonly (ReportedGroup & { label: string })[], caption: string, told: Telling): HeatTable {
  const { question } = told.report
  const answers = answersOf(groups)
  return {
    caption,
    header: answers.map((answer) => told.words.answer(question, valued(answer))),
    rows: groups.map((group) => ({
      label: group.label,
      cells: answers.map((answer) => cellOf(answerOf(group, answer).share, told)),
    })),
  }
}

/** The shares of a breakdown: of one set of groups with answers across, of two with a table for each answer, one set down and the other across. */
export function heatTables(
  { by, groups }: ReportedQuestion['breakdowns'][number],
  wanted: readonly string[],
  told: Telling,
): HeatTable[] {
  const { report, words, reader } = told
  const { question } = report
  const asked = groups.filter(({ base }) => base !== 0)
  if (wanted.length < 2) {
    const named = asked.map((group) => ({
      ...group,
      label: wanted.length === 0 ? reader.text('results.everybody') : words.group(group),
    }))
    return [byAnswer(named, reader.text('results.pick.heat'), told)]
  }
  const [down, across] = [by.indexOf(wanted[0] ?? ''), by.indexOf(wanted[1] ?? '')]
  const valuesAt = (place: number) => [
    ...new Map(
      asked.flatMap(({ values }) => (values[place] ? [[saidKey(values[place]), values[place]] as const] : [])),
    ).values(),
  ]
  const nameOf = (place: number) => by[place] ?? ''
  return drawnOf(report, answersOf(asked)).map((answer) => ({
    caption: reader.text('results.pick.heat_of', { answer: words.answer(question, valued(answer)) }),
    header: valuesAt(across).map((value) => words.answer(nameOf(across), value)),
    rows: valuesAt(down).map((row) => ({
      label: words.answer(nameOf(down), row),
      cells: valuesAt(across).map((column) => {
        const isOwn = ({ values }: ReportedGroup) =>
          [down, across].every(
            (place, index) => values[place] && saidKey(values[place]) === saidKey(index === 0 ? row : column),
          )
        const group = asked.find(isOwn)
        return group ? cellOf(answerOf(group, answer).share, told) : { words: '–', level: null }
      }),
    })),
  }))
}
