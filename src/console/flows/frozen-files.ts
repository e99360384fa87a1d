import type { FlowContent } from '../../core/flow.ts'

const written = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** A frozen version as files that can be read and compared: everything that people can be asked or told, and nothing else. */
export const frozenFiles = ({ flow, texts, referrals }: FlowContent): Readonly<Record<string, string>> => ({
  'flow.json': written(flow),
  ...Object.fromEntries(Object.entries(texts).map(([language, each]) => [`texts/${language}.json`, written(each)])),
  'referrals.json': written(referrals),
})
