/** One thing to mend in what an author wrote: where it is, what is wrong, and what to write instead. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly message: string
}

export const formatFinding = ({ severity, file, line, message }: Finding): string =>
  `${file}:${line}: ${severity}: ${message}`

/** By file and line, each once. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const unique = new Map(findings.map((finding) => [formatFinding(finding), finding]))
  return [...unique.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}
