import { type ScorecardRecord, scorecardRecordSchema } from '../../../results/report/scorecard-record.ts'
import { FieldFaults } from '../../page.ts'

/** What a form sent: fields of rows end with the number of the row, those of an indicator with its name. */
export type Fields = Readonly<Record<string, unknown>>

const rowFields = {
  inputs: { prefix: 'input', fields: ['item', 'entitled', 'actual'] },
  attendance: { prefix: 'attendance', fields: ['group', 'people'] },
  actions: { prefix: 'action', fields: ['issue', 'action', 'responsible', 'by', 'resources', 'state'] },
} as const

/** The rows in which something is written, each with the number that its fields have. A state alone is nothing: it is always sent. */
function rowsOf(fields: Fields, text: (field: string) => string, kind: keyof typeof rowFields) {
  const { prefix, fields: names } = rowFields[kind]
  const rows: { readonly number: number; readonly values: Readonly<Record<string, string>> }[] = []
  for (let number = 0; fields[`${prefix}_${names[0]}_${number}`] !== undefined; number++) {
    const values = Object.fromEntries(names.map((name) => [name, text(`${prefix}_${name}_${number}`)]))
    if (names.some((name) => name !== 'state' && values[name] !== '')) rows.push({ number, values })
  }
  return rows
}

/** Which sentence says what is wrong with a field. */
function sentence(field: string, code: string): string {
  if (field === 'score' || field === 'people') return `scorecards.fault.${field}`
  if (field === 'by' || field === 'heldOn') return 'scorecards.fault.date'
  return code === 'too_big' ? 'scorecards.fault.long' : 'scorecards.fault.needed'
}

/** The record that a form means. Throws `FieldFaults`, each at its field. */
export function readRecord(
  fields: Fields,
  { indicators, groups }: { readonly indicators: readonly string[]; readonly groups: readonly string[] },
): ScorecardRecord {
  const text = (field: string) => String(fields[field] ?? '').trim()
  const reasons = indicators
    .flatMap((indicator) => groups.map((group) => ({ indicator, group, reason: text(`reason_${indicator}_${group}`) })))
    .filter(({ reason }) => reason !== '')
  const provider = indicators.map((indicator) => {
    const score = text(`score_${indicator}`)
    return { indicator, score: score === '' ? null : Number(score), reason: text(`provider_${indicator}`) }
  })
  const inputs = rowsOf(fields, text, 'inputs')
  const attendance = rowsOf(fields, text, 'attendance')
  const actions = rowsOf(fields, text, 'actions')
  const parsed = scorecardRecordSchema.safeParse({
    ...{ reasons, provider, inputs: inputs.map(({ values }) => values), actions: actions.map(({ values }) => values) },
    meeting: {
      ...{ heldOn: text('heldOn'), place: text('place'), summary: text('summary') },
      attendance: attendance.map(({ values }) => ({
        group: values.group,
        people: values.people === '' ? null : Number(values.people),
      })),
    },
  })
  if (parsed.success) return parsed.data
  throw new FieldFaults(
    Object.fromEntries(
      parsed.error.issues.map(({ path, code }) => {
        const [part, ...more] = path[0] === 'meeting' ? path.slice(1) : path
        const field = String(more[1] ?? part)
        const place = Number(more[0])
        const rows = { inputs, attendance, actions }[String(part)]
        if (rows) {
          const { prefix } = rowFields[part as keyof typeof rowFields]
          return [`${prefix}_${field}_${rows[place]?.number}`, sentence(field, code)]
        }
        const reason = reasons[place]
        if (part === 'reasons') return [`reason_${reason?.indicator}_${reason?.group}`, sentence(field, code)]
        if (part !== 'provider') return [String(part), sentence(String(part), code)]
        return [`${field === 'score' ? 'score' : 'provider'}_${provider[place]?.indicator}`, sentence(field, code)]
      }),
    ),
  )
}
