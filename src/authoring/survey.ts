import { z } from 'zod'
import { questionNameSchema } from '../core/names.ts'
import { findQuestionType, questionTypes } from '../core/questions/index.ts'
import type { Property } from '../core/questions/question-type.ts'
import type { Path, SourceDocument } from './document.ts'

/** One entry of a `survey`, as its author wrote it. */
export type SurveyItem =
  | { readonly kind: 'use'; readonly path: Path; readonly module: string; readonly only: readonly string[] | undefined }
  | {
      readonly kind: 'group'
      readonly path: Path
      readonly name: string
      readonly relevant: string | undefined
      readonly sensitive: boolean
      readonly items: readonly SurveyItem[]
    }
  | { readonly kind: 'question'; readonly path: Path; readonly question: SourceQuestion }

interface SourceQuestion {
  readonly type: string
  readonly name: string
  readonly list?: string | undefined
  readonly relevant?: string | undefined
  readonly constraint?: string | undefined
  readonly choice_filter?: string | undefined
  readonly calculation?: string | undefined
  readonly free_text_because?: string | undefined
  readonly classes?: number[] | undefined
  readonly disaggregate: boolean
}

/** YAML reads a bare 1 as a number; authors mean the text. */
const expressionSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const useSchema = z.strictObject({ use: z.string(), only: z.array(questionNameSchema).optional() })
const groupSchema = z.strictObject({
  type: z.literal('group'),
  name: questionNameSchema,
  relevant: expressionSchema.optional(),
  sensitive: z.boolean().default(false),
  survey: z.array(z.unknown()).min(1, 'a group holds at least one question'),
})
const commonShape = {
  type: z.string(),
  name: questionNameSchema,
  relevant: expressionSchema.optional(),
  disaggregate: z.boolean().default(false),
}
/** A list is named in `type`, as in XLSForm; the other properties stand by themselves. */
const propertySchemas = {
  constraint: expressionSchema,
  choice_filter: expressionSchema,
  calculation: expressionSchema,
  free_text_because: z.string().trim().min(1, 'say why'),
  classes: z
    .array(z.number())
    .min(1)
    .max(20)
    .refine(
      (bounds) => bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? bound)),
      'classes are the numbers where they begin, from the smallest to the largest, each once',
    ),
} satisfies Record<Exclude<Property, 'list'>, z.ZodType>
const allProperties = Object.keys(propertySchemas) as Property[]

/** A faulty question stays in the survey as well as it can, so that what refers to it is not called faulty too. */
function readQuestion(document: SourceDocument, path: Path, raw: object, written: string): SurveyItem[] {
  const [typeName = '', list, ...more] = written.trim().split(/\s+/)
  const type = findQuestionType(typeName)
  if (!type) {
    const known = [...questionTypes.map(({ name }) => name), 'group'].join(', ')
    document.report([...path, 'type'], `there is no question type "${typeName}"; use one of ${known}`)
  }
  const properties = type?.properties ?? { required: [], optional: allProperties }
  const needsList = properties.required.includes('list')
  const takesList = needsList || properties.optional.includes('list')
  if (type && ((needsList && list === undefined) || (!takesList && list !== undefined) || more.length > 0)) {
    const examples = [
      ...(needsList ? [] : [`"${typeName}" alone`]),
      ...(takesList ? [`"${typeName} name_of_a_list"`] : []),
    ]
    const example = examples.join(' or ')
    document.report([...path, 'type'], `write ${example}, not "${written}"`)
  }
  const own = (names: readonly Property[], optional: boolean) =>
    Object.fromEntries(
      names
        .filter((name) => name !== 'list')
        .map((name) => [name, optional ? propertySchemas[name].optional() : propertySchemas[name]]),
    )
  const schema = z.strictObject({
    ...commonShape,
    ...own(properties.required, false),
    ...own(properties.optional, true),
  })
  const { name, disaggregate = false, ...rest } = document.read(schema, path, raw)
  if (name === undefined) return []
  const question = { ...rest, name, disaggregate, type: type ? typeName : 'text', list: takesList ? list : undefined }
  return [{ kind: 'question', path, question }]
}

/** Reads a `survey` list, entry by entry, so that a fault in one does not hide those of the others. */
export function readSurvey(document: SourceDocument, path: Path, survey: readonly unknown[]): SurveyItem[] {
  return survey.flatMap((raw, index): SurveyItem[] => {
    const here = [...path, index]
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      document.report(here, 'an entry of a survey is a question, a group, or "use: name_of_a_module"')
      return []
    }
    if ('use' in raw) {
      const { use, only } = document.read(useSchema, here, raw)
      return use === undefined ? [] : [{ kind: 'use', path: here, module: use, only }]
    }
    const type = 'type' in raw ? raw.type : undefined
    if (typeof type !== 'string') {
      document.report(here, 'a question needs a "type", such as "select_one yes_no"')
      return []
    }
    if (type === 'group') {
      const { name = 'group', relevant, sensitive = false, survey: inner = [] } = document.read(groupSchema, here, raw)
      const items = readSurvey(document, [...here, 'survey'], inner)
      return [{ kind: 'group', path: here, name, relevant, sensitive, items }]
    }
    return readQuestion(document, here, raw, type)
  })
}
