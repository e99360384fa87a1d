import { expect, test } from 'vitest'
import { scoreTools } from '../src/scored-by.ts'
import { contentOf, inRound, questionnaires } from './support/flows.ts'

const publishedScores = { find: async () => null, add: async () => {} }
const store = {
  publishedScores,
  workspace: { launches: async () => [] },
  flowVersions: { ofRound: async () => [], load: async () => null },
} as unknown as Parameters<typeof scoreTools>[0]
const toolsOf = (flow: ReturnType<typeof contentOf>['flow']) => scoreTools(store, questionnaires, flow, { scoreK: 7 })
const card = contentOf('service-scorecard').flow
const ofStaff = contentOf('service-scorecard-provider')

test('what is scored is said by the scorecard, for citizens and for the staff, who are in no focus group', async () => {
  expect(await toolsOf(card)).toEqual({ scoring: card.scorecard, least: 7, store: publishedScores })
  expect(await toolsOf(ofStaff.flow)).toEqual({
    ...{ scoring: { ...card.scorecard, focusGroup: null }, least: 7, store: publishedScores },
  })
})

test('nothing is scored in another flow, nor by the staff in a round in which nobody was asked for the scorecard', async () => {
  expect(await toolsOf(contentOf('safety').flow)).toBeNull()
  expect(await toolsOf(inRound(ofStaff, '1999').flow)).toBeNull()
})
