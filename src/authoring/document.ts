import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { reservedAdvice } from '../core/names.ts'
import type { Finding } from './findings.ts'
import { withoutReservedKeys } from './reserved-names.ts'
import type { SourceFiles } from './source-files.ts'
import { unambiguousJson } from './unambiguous-json.ts'

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

/** The longest file that is read: a list of 5,000 choices is a fifth of it. */
export const longestFile = 500_000

/** One slip may make everything behind it wrong; nobody reads more. */
const mostSyntaxErrors = 20

const tooDeep = 'too many lists and groups stand in each other; take some out'

/** Finds values by their paths. Large maps are looked through once, not once for each key. */
function createFinder(root: unknown) {
  const known = new Map<unknown, Map<unknown, unknown>>()

  function valueIn(map: unknown, key: string | number): unknown {
    if (isSeq(map)) return map.items[Number(key)]
    if (!isMap(map)) return undefined
    if (!known.has(map))
      known.set(
        map,
        new Map(map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair.value])),
      )
    return known.get(map)?.get(String(key))
  }

  /** The value of a path, or the nearest value around it. */
  return (path: Path): Node | undefined => {
    let node = root
    for (const key of path) {
      const inner = valueIn(node, key)
      if (!isNode(inner)) break
      node = inner
    }
    return isNode(node) ? node : undefined
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
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
  const isTooLong = (source?.length ?? 0) > longestFile
  const fault = (line: number, message: string) => void findings.push({ severity: 'error', file, line, message })
  if (isTooLong) fault(1, `this file has more than ${longestFile} characters; divide the flow into several`)

  /** null where values stand in each other so deeply that reading them takes more room than there is. */
  function parsed() {
    try {
      // Keys that come twice are looked for below: the parser compares each with every other.
      const options = { lineCounter: lines, uniqueKeys: false, prettyErrors: false }
      const document = parseDocument(isTooLong ? '' : (source ?? ''), options)
      for (const { message, pos } of document.errors.slice(0, mostSyntaxErrors))
        fault(lines.linePos(pos[0]).line || 1, /call stack/.test(message) ? tooDeep : message)
      visit(document, {
        Map(_key, { items }) {
          const keys = new Set<unknown>()
          for (const { key } of items) {
            const name = isScalar(key) ? key.value : key
            if (keys.has(name))
              fault(lines.linePos(isNode(key) ? (key.range?.[0] ?? 0) : 0).line, 'Map keys must be unique')
            keys.add(name)
          }
        },
      })
      return document
    } catch (error) {
      fault(1, error instanceof RangeError ? tooDeep : String(error))
      return null
    }
  }
  const before = findings.length
  const json = isTooLong || source === undefined ? null : unambiguousJson(source)
  // Of JSON without faults lines are needed only where something is reported.
  const parse = once(parsed)
  const find = once(() => createFinder(parse()?.contents))
  const isWhole =
    json !== null || (source !== undefined && !isTooLong && parse() !== null && findings.length === before)

  function lineOf(path: Path): number {
    const range = find()(path)?.range
    return path.length > 0 && range ? lines.linePos(range[0]).line : 1
  }

  /** Aliases are followed here: one may have no anchor, or so many stand for each other that they would fill the memory. */
  function plainData(): unknown {
    if (!isWhole) return undefined
    try {
      const { data, found } = withoutReservedKeys(json ? json.data : parse()?.toJS())
      for (const { path, key } of found) fault(lineOf([...path, key]), `"${key}": ${reservedAdvice}`)
      return data
    } catch (error) {
      fault(
        1,
        error instanceof RangeError
          ? 'too many lists and groups stand in each other; take some out'
          : (error as Error).message,
      )
      return undefined
    }
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
  const remaining = structuredClone(value)
  for (let depth = 0; depth < 8; depth++) {
    const result = lenient.safeParse(remaining)
    if (result.success) return result.data as Partial<z.infer<Schema>>
    // From the end, so that places in a list stay where they are.
    for (const place of result.error.issues.flatMap(placesOf).reverse()) if (!takeOut(remaining, place)) return {}
  }
  return {}
}

/** Takes the value at a path out; where it is not there, what should hold it goes. false: nothing is left. */
function takeOut(value: unknown, [key, ...rest]: Path): boolean {
  if (key === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false
  if (takeOut((value as Record<string | number, unknown>)[key], rest)) return true
  if (Array.isArray(value)) value.splice(Number(key), 1)
  else delete (value as Record<string | number, unknown>)[key]
  return true
}
