import { sensitiveQuestions } from '../../core/dependence.ts'
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
interface Violation {
  readonly property: string
  readonly message: string
  /** What the person does, up to the deed that breaks it. */
  readonly path: readonly Deed[]
}

export interface Violations {
  readonly violations: readonly Violation[]
  /** Points of the conversation that were looked at, and those that were not because there are too many. */
  readonly seen: number
  readonly unseen: number
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
    sensitiveNames: [...sensitiveQuestions(content.flow)],
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
): Violations {
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const facts = factsOf(engine, content, today)
  const found = new Map<string, Violation>()
  const { passages, seen, unseen } = passagesOf(engine, today)
  for (const passage of passages) {
    for (const property of properties) {
      const message = property.broken(passage, facts)
      if (message === null) continue
      const known = found.get(`${property.name}: ${message}`)
      const path = [...passage.path(), passage.deed]
      if (!(known && known.path.length <= path.length))
        found.set(`${property.name}: ${message}`, { property: property.name, message, path })
    }
  }
  return { violations: [...found.values()], seen, unseen }
}

/** A way as an author can repeat it: `"1", "1", HELP`. */
export const pathText = (path: readonly Deed[]): string =>
  path.map((deed) => (deed.type === 'says' ? `"${deed.text}"` : `(${deedText(deed)})`)).join(', ')
