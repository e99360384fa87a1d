import { hasBrokenPlace, questionsInText } from '../core/answers-in-texts.ts'
import { sensitiveQuestions } from '../core/dependence.ts'
import type { Flow } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'
import type { Path, SourceDocument } from './document.ts'
import { leaves, textAt } from './system-texts.ts'

/** What a locale file says, as far as it could be read. */
interface LocaleTexts {
  readonly questions?: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>
  readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A text repeats answers of earlier questions only, none that are sensitive, and none where somebody else may read them. */
export function checkAnswersInTexts(
  document: SourceDocument,
  flow: Flow,
  namespace: string,
  texts: LocaleTexts & object,
): void {
  const places = new Map(flow.questions.map(({ name }, index) => [name, index]))
  const sensitive = sensitiveQuestions(flow)

  function check(path: Path, text: string, before: number, isInside: boolean): void {
    const report = (message: string) => document.report(path, message)
    if (hasBrokenPlace(text)) report('to repeat an answer write ${question}, with nothing else between the braces')
    for (const name of questionsInText(text)) {
      const at = places.get(name)
      const question = flow.questions[at ?? -1]
      if (!question || at === undefined) report(`\${${name}}: there is no question "${name}" in this flow`)
      else if (at >= before) report(`\${${name}}: "${name}" is asked later; a text can only repeat earlier answers`)
      else if (questionTypeOf(question).way === 'tell') report(`\${${name}}: "${name}" is a note and has no answer`)
      else if (isInside || sensitive.has(name))
        report(
          `\${${name}}: no answer is repeated inside a sensitive group, and none of it outside: others may read the screen; word the text without it`,
        )
    }
  }

  for (const [name, parts] of Object.entries(texts.questions ?? {})) {
    const at = places.get(name)
    const question = flow.questions[at ?? -1]
    if (at === undefined || question?.namespace !== namespace) continue
    for (const [part, text = ''] of Object.entries(parts))
      check(['questions', name, part], text, at, question.block !== undefined)
  }
  for (const [list, labels] of Object.entries(texts.choices ?? {})) {
    const asking = flow.questions.filter((question) => question.list === list)
    const first = asking[0] ? (places.get(asking[0].name) ?? 0) : flow.questions.length
    const isInside = asking.some(({ block }) => block !== undefined)
    for (const [name, text] of Object.entries(labels)) check(['choices', list, name], text, first, isInside)
  }
  for (const path of leaves(texts)) {
    if (path[0] === 'questions' || path[0] === 'choices') continue
    if (String(textAt(texts, path) ?? '').includes('${'))
      document.report(path, 'answers are repeated in questions and choices only; take ${…} out')
  }
}
