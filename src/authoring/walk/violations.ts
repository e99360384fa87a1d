import { createEngine, type Engine } from '../../core/engine.ts'
import type { FlowContent } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import { referralLines } from '../../core/referrals.ts'
import { remembering } from '../../core/texts.ts'
import { sensitiveWordFinder } from '../sensitive-words.ts'
import { passagesOf } from './passages.ts'
import { type Facts, type Property, safetyProperties } from './safety-properties.ts'
import { type Deed, deedText } from './walk.ts'

/** A way through a flow that breaks a promise. */
export interface Violation {
  readonly property: string
  readonly message: string
  /** What the person does, up to the deed that breaks it. */
  readonly path: readonly Deed[]
}

function factsOf(engine: Engine, content: FlowContent, today: string): Facts {
  const sensitive = content.flow.questions.flatMap((question) =>
    question.block === undefined || questionTypeOf(question).way === 'compute'
      ? []
      : [{ block: question.block, key: `${question.namespace}:questions.${question.name}.label` }],
  )
  return {
    engine,
    content,
    helpLine: referralLines(content.referrals, engine.translator),
    findSensitiveWord: remembering(sensitiveWordFinder(content.texts)),
    neutral: remembering((language) => {
      const { position } = engine.begin(language, today)
      return position ? engine.signal(position, 'exit', today).reply.text : ''
    }),
    sensitiveTexts: remembering((language) =>
      sensitive.map(({ block, key }) => ({ block, text: engine.translator.text(language, key) })),
    ),
  }
}

/** One for each property and kind of fault, the shortest way of each; `today` is an ISO date. */
export function violationsOf(
  content: FlowContent,
  today: string,
  properties: readonly Property[] = safetyProperties,
): Violation[] {
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const facts = factsOf(engine, content, today)
  const found = new Map<string, Violation>()
  for (const passage of passagesOf(engine, today)) {
    for (const property of properties) {
      const message = property.broken(passage, facts)
      const path = [...passage.path, passage.deed]
      const known = found.get(`${property.name}: ${message}`)
      if (message !== null && !(known && known.path.length <= path.length))
        found.set(`${property.name}: ${message}`, { property: property.name, message, path })
    }
  }
  return [...found.values()]
}

/** A way as an author can repeat it: `"1", "1", HELP`. */
export const pathText = (path: readonly Deed[]): string =>
  path.map((deed) => (deed.type === 'says' ? `"${deed.text}"` : `(${deedText(deed)})`)).join(', ')
