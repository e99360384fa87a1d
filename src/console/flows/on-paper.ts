import { inWords } from '../../authoring/picture/graph.ts'
import { withoutAnswers } from '../../core/answers-in-texts.ts'
import type { FlowContent } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import type { Translator } from '../../core/texts.ts'

/** A question as it stands on paper: what is asked or told, of whom, and with which choices. */
export interface PaperQuestion {
  readonly name: string
  /** The sensitive group that it belongs to. */
  readonly block: string | undefined
  readonly label: string
  readonly onlyIf: readonly string[]
  readonly choices: readonly string[]
}

/** Every question of a flow in one language, in the order in which they are asked. */
export function questionsOnPaper({ flow }: FlowContent, language: string, translator: Translator): PaperQuestion[] {
  return flow.questions
    .filter((question) => questionTypeOf(question).way !== 'compute')
    .map(({ name, namespace, relevant, list, block }) => ({
      ...{ name, block },
      label: withoutAnswers(translator.text(language, `${namespace}:questions.${name}.label`)),
      onlyIf: relevant.map(inWords),
      choices: (flow.lists[list ?? '']?.items ?? []).map((item) =>
        withoutAnswers(translator.text(language, `${flow.lists[list ?? '']?.namespace}:choices.${list}.${item.name}`)),
      ),
    }))
}
