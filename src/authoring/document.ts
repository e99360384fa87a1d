import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Finding } from './findings.ts'
import type { SourceFiles } from './source-files.ts'

export type Path = readonly (string | number)[]

/** A YAML or JSON file whose values know the line that they stand on. */
export interface SourceDocument {
  readonly file: string
  readonly data: unknown
  /** Notes an error, or a warning, at the value of this path, or at the nearest value around it. */
  report(path: Path, message: string, severity?: Finding['severity'], more?: Partial<Finding>): void
  /**
   * Reads an object with a schema. Faults are reported at their places; what is left without them is returned, so that one
   * fault does not hide others. Whoever goes on with it must have looked at the findings.
   */
  read<Schema extends z.ZodObject>(schema: Schema, path: Path, value: unknown): Partial<z.infer<Schema>>
}

/** What is wrong with a value, in an author's words. */
function explain(issue: z.core.$ZodIssue, place: Path): string {
  const field = place.length > 0 ? `"${place.at(-1)}"` : 'this'
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${field} is not known here; look for a spelling mistake or take it out`
    case 'invalid_type':
      return issue.input === undefined ? `${field} is missing` : `${field} must be of type ${issue.expected}`
    default:
      return `${field}: ${issue.message}`
  }
}

/** Opens a file. A file that cannot be read or parsed yields a document without data, and the reason among `findings`. */
export function openDocument(file: string, files: SourceFiles, findings: Finding[]): SourceDocument {
  const lines = new LineCounter()
  const source = files.read(file)
  if (source === undefined) {
    const missing = 'this file is missing, or cannot be read; write it, with the texts or questions that belong there'
    findings.push({ severity: 'error', file, line: 1, message: missing })
  }
  const document = parseDocument(source ?? '', { lineCounter: lines, uniqueKeys: true })
  for (const error of document.errors) {
    const message = error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'not valid YAML'
    findings.push({ severity: 'error', file, line: error.linePos?.[0].line ?? 1, message })
  }

  /** Aliases are followed here: one may have no anchor, or so many stand for each other that they would fill the memory. */
  function plainData(): unknown {
    if (source === undefined || document.errors.length > 0) return undefined
    try {
      return document.toJS()
    } catch (error) {
      findings.push({ severity: 'error', file, line: 1, message: (error as Error).message })
      return undefined
    }
  }

  function lineOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const report: SourceDocument['report'] = (path, message, severity = 'error', more = {}) =>
    void findings.push({ ...more, severity, file, line: lineOf(path), message })

  return {
    file,
    data: plainData(),
    report,
    read(schema, path, value) {
      const result = schema.safeParse(value, { reportInput: true })
      if (result.success) return result.data
      for (const issue of result.error.issues) {
        for (const place of placesOf(issue)) report([...path, ...place], explain(issue, place))
      }
      return withoutFaults(schema, value)
    },
  }
}

/** Where an issue is: at the value, or at each key that nobody knows. */
const placesOf = (issue: z.core.$ZodIssue): Path[] => {
  const path = issue.path as (string | number)[]
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
}

/** What remains of an object when everything faulty is taken out, and what stood around it where that is needed. */
function withoutFaults<Schema extends z.ZodObject>(schema: Schema, value: unknown): Partial<z.infer<Schema>> {
  const lenient = schema.partial()
  let remaining: unknown = structuredClone(value)
  for (let depth = 0; depth < 8; depth++) {
    const result = lenient.safeParse(remaining)
    if (result.success) return result.data as Partial<z.infer<Schema>>
    for (const place of result.error.issues.flatMap(placesOf)) remaining = without(remaining, place)
  }
  return {}
}

/** Takes the value at a path out; where it is not there, what should hold it goes. */
function without(value: unknown, path: Path): unknown {
  const [key, ...rest] = path
  if (key === undefined || typeof value !== 'object' || value === null || !(key in value)) return undefined
  const inner = without((value as Record<string | number, unknown>)[key], rest)
  if (Array.isArray(value))
    return inner === undefined ? value.filter((_, index) => index !== key) : value.with(Number(key), inner)
  const { [key]: _taken, ...others } = value as Record<string | number, unknown>
  return inner === undefined ? others : { ...others, [key]: inner }
}
