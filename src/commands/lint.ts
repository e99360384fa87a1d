import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { lintFile } from '../authoring/catalog.ts'
import { formatFinding } from '../authoring/findings.ts'
import { Problem } from '../problem.ts'
import { projectFolders } from '../questionnaires.ts'

export const lintUsage = `heard lint <flow or path>
  Reports every fault of a question flow and its texts, with file and line, and walks through every conversation that it can
  lead to: where one would put somebody at risk, the replies that lead there are told.`

/** `heard lint`: prints the findings; returns the exit code, 1 where the flow cannot be launched. `today` is an ISO date. */
export function lint([name]: readonly string[], today = new Date().toISOString().slice(0, 10)): number {
  if (name === undefined) throw new Problem('usage', lintUsage)
  const own = join(projectFolders.flows, `${name}.yaml`)
  const path = existsSync(own) ? own : name
  if (!existsSync(path)) throw new Problem('flow_unknown', `"${name}" is neither a file nor a flow of this project`)
  const { findings, content } = lintFile(path, projectFolders, today)
  for (const finding of findings) console.log(formatFinding(finding))
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  const questions = content?.flow.questions.length ?? 0
  const languages = content?.flow.languages.join(', ') ?? ''
  const verdict = warnings > 0 ? `${warnings} warnings` : 'nothing to mend'
  console.log(errors > 0 ? `${errors} errors` : `${name}: ${questions} questions in ${languages}; ${verdict}`)
  return errors > 0 ? 1 : 0
}
