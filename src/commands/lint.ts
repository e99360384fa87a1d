import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { lintFile } from '../authoring/catalog.ts'
import { formatFinding } from '../authoring/findings.ts'
import { Problem } from '../problem.ts'
import { projectFolders } from '../questionnaires.ts'

export const lintUsage = `heard lint <flow or path>
  Reports every fault of a question flow and its texts, with file and line.`

/** `heard lint`: prints the findings; returns the exit code, 1 where the flow cannot be launched. */
export function lint([name]: readonly string[]): number {
  if (name === undefined) throw new Problem('usage', lintUsage)
  const own = join(projectFolders.flows, `${name}.yaml`)
  const path = existsSync(own) ? own : name
  if (!existsSync(path)) throw new Problem('flow_unknown', `"${name}" is neither a file nor a flow of this project`)
  const { findings, content } = lintFile(path, projectFolders)
  for (const finding of findings) console.log(formatFinding(finding))
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const questions = content?.flow.questions.length ?? 0
  const languages = content?.flow.languages.join(', ') ?? ''
  console.log(errors > 0 ? `${errors} errors` : `${name}: ${questions} questions in ${languages}; nothing to mend`)
  return errors > 0 ? 1 : 0
}
