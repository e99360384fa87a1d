/** One thing to mend in what an author wrote: where it is, what is wrong, and what to write instead. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly message: string
  /** What was looked at, so that a reason for accepting it can be kept; none where the text itself cannot be read. */
  readonly rule?: string
  readonly question?: string
  readonly language?: string
  readonly medium?: string
  /** What a person does to come there, as it is typed. */
  readonly path?: string
  /** Why its author accepts it, as the flow's file says; undefined: that is still to be said. */
  readonly because?: string
}

export function formatFinding({
  severity,
  file,
  line,
  message,
  rule,
  language,
  medium,
  path,
  because,
}: Finding): string {
  const where = [rule, language, medium].filter(Boolean).join(', ')
  const reason = because === undefined ? '' : ` (accepted: ${because})`
  return `${file}:${line}: ${severity}: ${message}${reason}${path ? ` (after ${path})` : ''}${where ? ` [${where}]` : ''}`
}

/** What must be mended before anything can be done with it. */
export const errorsIn = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ severity }) => severity === 'error')

/** So many of one file are told; who mends them sees the others then. */
const mostTold = { error: 100, warning: 500 } as const

/** By file and line, each once; of many in one file the first, and how many more there are. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const unique = new Map(findings.map((finding) => [formatFinding(finding), finding]))
  const sorted = [...unique.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
  const counts = new Map<string, { readonly finding: Finding; count: number }>()
  const told = sorted.filter((finding) => {
    const key = `${finding.severity} ${finding.file}`
    const counted = counts.get(key) ?? { finding, count: 0 }
    counts.set(key, counted)
    return ++counted.count <= mostTold[finding.severity]
  })
  const more = [...counts.values()].flatMap(({ finding: { severity, file }, count }): Finding[] => {
    const left = count - mostTold[severity]
    const message = `and ${left} more in this file; mend those above first, then check it again`
    return left > 0 ? [{ severity, file, line: 1, message }] : []
  })
  return [...told, ...more]
}
