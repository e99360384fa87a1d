import { parse } from 'csv-parse/sync'
import readXlsx from 'read-excel-file/node'
import { facts } from './round.ts'

/** One interview as somebody reads it who has nothing but the files: by column, as text. */
type Line = Readonly<Record<string, string | undefined>>
type Files = ReadonlyMap<string, Buffer>

interface Reader {
  /** Whether the format says why a value is missing. */
  readonly reasons: boolean
  /** What a suppressed value looks like. */
  readonly suppressed: string | undefined
  read(files: Files): Promise<Line[]> | Line[]
}

const text = (files: Files, name: string) => String(files.get(name) ?? '')
const csvOf = (files: Files) =>
  parse<Record<string, string>>(text(files, 'interviews.csv'), { columns: true, record_delimiter: '\r\n' })

/** Names of choices by their label in English. No two of the round's are the same. */
const names = new Map(
  Object.values(facts.content.texts.en?.small?.choices ?? {}).flatMap((list) =>
    Object.entries(list as Record<string, string>).map(([name, label]) => [label, name] as const),
  ),
)
const spssLabels = new Map<string, string>([
  ...names,
  ...[['Chosen', 'true'] as const, ['Not chosen', 'false'] as const],
  ...[
    ['Prefer not to say', '(refused)'] as const,
    ["Don't know", '(dont_know)'] as const,
    ['Not asked', '(not_applicable)'] as const,
  ],
  ...[
    ['Not understood three times', '(invalid)'] as const,
    ['Suppressed: too few people like this', '(suppressed)'] as const,
  ],
])

/** What the syntax says of each variable: the label of each number. */
function valueLabels(syntax: string): Map<string, Map<string, string>> {
  const commands = syntax.matchAll(/^VALUE LABELS (\S+)\n((?: {2}-?\d+ '(?:[^']|'')*'\n?)+)\./gm)
  return new Map(
    [...commands].map(([, name = '', lines = '']) => [
      name,
      new Map(
        [...lines.matchAll(/(-?\d+) '((?:[^']|'')*)'/g)].map(([, number = '', label = '']) => [
          number,
          label.replaceAll("''", "'"),
        ]),
      ),
    ]),
  )
}

/** How the interviews are read again from what a format wrote; formats without one hold no interviews. */
export const readers: Readonly<Record<string, Reader>> = {
  csv: { reasons: true, suppressed: '(suppressed)', read: csvOf },
  spss: {
    reasons: true,
    suppressed: '(suppressed)',
    read(files) {
      const labels = valueLabels(text(files, 'interviews.sps'))
      const month = (value: string) => value.replace(/^(\d{4})(\d\d)$/, '$1-$2')
      return csvOf(files).map((line) =>
        Object.fromEntries(
          Object.entries(line).map(([name, value]) => {
            const label = labels.get(name)?.get(value)
            return [name, label === undefined ? month(value) : (spssLabels.get(label) ?? label)]
          }),
        ),
      )
    },
  },
  xlsx: {
    reasons: true,
    suppressed: '(suppressed)',
    async read(files) {
      const sheets = await readXlsx(files.get('interviews.xlsx') ?? Buffer.of())
      const [header = [], ...rows] = sheets.find(({ sheet }) => sheet === 'interviews')?.data ?? []
      return rows.map((row) =>
        Object.fromEntries(
          header.map((name, index) => [String(name), names.get(String(row[index])) ?? String(row[index])]),
        ),
      )
    },
  },
  'flow-results': {
    reasons: false,
    suppressed: undefined,
    read(files) {
      const rows: [string, string, string, string, string, unknown, object][] = JSON.parse(
        text(files, 'responses.json'),
      )
      return [...Map.groupBy(rows, ([, , , session]) => session)].map(([interview, own]) => {
        const line: Record<string, string | undefined> = { interview }
        for (const [, , , , question, response] of own)
          if (Array.isArray(response))
            for (const choice of ['clinic', 'school']) line[`${question}.${choice}`] = String(response.includes(choice))
          else line[question] = String(response)
        return line
      })
    },
  },
}
