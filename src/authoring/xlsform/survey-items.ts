import { parseExpression } from '../../core/expression.ts'
import { findQuestionType } from '../../core/questions/index.ts'

export type ExpressionColumn = 'relevant' | 'constraint' | 'choice_filter' | 'calculation'

export interface ImportedGroup {
  readonly type: 'group'
  readonly name: string
  readonly relevant?: string
  readonly sensitive?: true
  readonly survey: ImportedItem[]
}

/** An entry of `survey` as a flow file writes it. */
export type ImportedItem =
  | ImportedGroup
  | ({ readonly type: string; readonly name: string } & Partial<
      Record<ExpressionColumn | 'free_text_because', string>
    > & { readonly disaggregate?: true })

export const isGroup = (item: ImportedItem): item is ImportedGroup => item.type === 'group' && 'survey' in item

/** Names of everything in a group, however deep. */
const namesIn = (items: readonly ImportedItem[]): string[] =>
  items.flatMap((item) => [item.name, ...(isGroup(item) ? namesIn(item.survey) : [])])

/** The conditions under which something in a group is shown, each by itself; null: something is in any case. */
function waysIn(items: readonly ImportedItem[]): string[] | null {
  const ways: string[] = []
  for (const item of items) {
    const inner = isGroup(item) ? waysIn(item.survey) : []
    if (!isGroup(item) && findQuestionType(item.type.split(' ')[0] ?? '')?.way === 'compute') continue
    if (isGroup(item) && inner?.length === 0) continue
    if (item.relevant === undefined && inner === null) return null
    if (!isGroup(item) && item.relevant === undefined) return null
    const own = item.relevant === undefined ? [] : [item.relevant]
    if (inner === null || inner.length === 0) ways.push(...own)
    else ways.push(...inner.map((way) => [...own, way].map((each) => `(${each})`).join(' and ')))
  }
  return ways
}

/**
 * What a group says before its first question stands alone in a note, which is told with that question. It is told only where one of the questions
 * is asked: what depends on an answer inside of the group comes after another one.
 */
export function introductionOf(group: ImportedGroup, name: string): ImportedItem {
  const inside = new Set(namesIn(group.survey))
  const ways = waysIn(group.survey) ?? []
  const open = ways.filter((way) => !parseExpression(way).questions.some((each) => inside.has(each)))
  const unique = [...new Set(open)]
  const relevant = unique.length > 1 ? unique.map((way) => `(${way})`).join(' or ') : unique[0]
  return { type: 'note', name, ...(relevant !== undefined && { relevant }) }
}

/** Without groups in which nothing is left; these are told to `report`. */
export function withoutEmptyGroups(items: readonly ImportedItem[], report: (group: string) => void): ImportedItem[] {
  return items.flatMap((item) => {
    if (!isGroup(item)) return [item]
    const survey = withoutEmptyGroups(item.survey, report)
    if (survey.length > 0) return [{ ...item, survey }]
    report(item.name)
    return []
  })
}
