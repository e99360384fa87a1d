import type { Answer, FlowContent } from '../../src/core/flow.ts'
import { freeze } from '../../src/questionnaires.ts'
import { publish } from '../../src/results/publish.ts'
import { usualTables } from '../../src/results/tables.ts'
import type { TestStore } from '../store/test-store.ts'
import { inRound, smallFlow } from './flows.ts'
import { interviewOf } from './interviews.ts'

/** The same questions in each round, but for the words of one. */
const asked = (round: string, label: string): FlowContent =>
  inRound(
    smallFlow(
      [
        { name: 'place', list: 'place', label: 'Where do you live?', disaggregate: true },
        { name: 'gender', list: 'gender', label: 'Are you a woman or a man?', disaggregate: true },
        { name: 'seen', list: 'answer', label },
      ],
      {
        place: { town: 'Town', village: 'Village on the other side of the great river, three days of walking away' },
        gender: { woman: 'Woman', man: 'Man' },
        answer: { yes: 'Yes', no: 'No' },
      },
      {},
      {
        indicators: [{ name: 'seen_any', namespace: 'small', questions: ['seen'], counts: ['yes'], comparable: false }],
      },
    ),
    round,
  )

/** 400 people in each of four groups of the same size; so many of each hundred of a town and of a village have seen it. Closed and published. */
export async function publishSeen(
  store: TestStore,
  round: string,
  label: string,
  seen: { readonly town: number; readonly village: number },
): Promise<void> {
  const content = asked(round, label)
  async function* released() {
    for (const place of ['town', 'village'] as const)
      for (const gender of ['woman', 'man'])
        for (let person = 0; person < 100; person++) {
          const answers: Record<string, Answer> = {
            ...{ place: { value: place }, gender: { value: gender } },
            seen: { value: person < seen[place] ? 'yes' : 'no' },
          }
          yield { ...interviewOf(answers), round }
        }
  }
  const named = { flow: 'small', round }
  await store.flowVersions.launch([freeze(content)])
  await store.interviews.close(named, 10)
  const both = { question: 'seen', dimensions: ['place', 'gender'] }
  await publish(content.flow, named, [...usualTables(content.flow), both], {
    ...{ interviews: { released }, tables: store.publishedTables, k: 10, progress: () => {} },
  })
}
