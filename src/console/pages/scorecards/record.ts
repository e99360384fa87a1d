import { z } from 'zod'
import { scoreOf, shownScore } from '../../../results/report/scorecard.ts'
import { actionStates } from '../../../results/report/scorecard-record.ts'
import { valued } from '../../../results/said.ts'
import { action, FieldFaults, type Page, signedIn } from '../../page.ts'
import { revisionField } from '../flows/tools.ts'
import { wordsOf } from '../results/words.ts'
import { choicesOf, findCard, pathOf, recordOf, type ScorecardTools, scoredRound, staffScoring } from './card.ts'
import { readRecord } from './record-form.ts'

/** Empty rows after those that are filled; saving brings new ones. */
const moreRows = 3

const rows = <Row>(filled: readonly Row[]): (Row | undefined)[] => [...filled, ...Array<undefined>(moreRows)]

/** What the facilitator enters: reasons, the provider's scores, inputs, the interface meeting, the action plan. */
export const scorecardRecordPage = (tools: ScorecardTools): Page => ({
  path: '/scorecards/:name/:round/:point/record',
  audience: ['author', 'administrator'],
  async show(request) {
    const { content, scorecard, key } = await findCard(request, tools)
    const { revision, record } = await recordOf(tools, key)
    const words = wordsOf(content, request)
    const byPhone = await scoredRound(tools, { flow: scorecard.provider, round: key.round })
    const point = valued(key.servicePoint)
    const groups = choicesOf(content, scorecard.focusGroup)
    const { text } = request
    return {
      view: 'scorecards/record',
      title: text('scorecards.record_of', {
        point: words.answer(scorecard.servicePoint, point),
        round: key.round,
      }),
      data: {
        ...{ path: pathOf(key), revision, record },
        indicators: scorecard.indicators.map((indicator) => {
          const entered = record.provider.find((each) => each.indicator === indicator)
          const phone = shownScore(scoreOf(byPhone, staffScoring(scorecard), indicator, { point }))
          return {
            ...{ name: indicator, label: words.question(indicator), phone },
            score: String((revision === 0 ? phone : entered?.score) ?? ''),
            providerReason: entered?.reason ?? '',
            reasons: groups.map((group) => ({
              ...{ name: group, label: words.answer(scorecard.focusGroup, valued(group)) },
              reason: record.reasons.find((each) => each.indicator === indicator && each.group === group)?.reason ?? '',
            })),
          }
        }),
        inputs: rows(record.inputs),
        attendance: rows(record.meeting.attendance),
        actions: rows(record.actions),
        states: actionStates.map((state) => ({ value: state, label: text(`scorecards.state.${state}`) })),
      },
    }
  },
  actions: {
    save_record: action({
      audit: 'scorecard.record_saved',
      form: z.object({ revision: revisionField }).loose(),
      async run(request, { revision, ...fields }) {
        const { content, scorecard, key } = await findCard(request, tools)
        const groups = choicesOf(content, scorecard.focusGroup)
        const record = readRecord(fields, { indicators: scorecard.indicators, groups })
        const savedBy = signedIn(request).id
        if ((await tools.scorecards.save(key, { revision, content: record, savedBy })) === null)
          throw new FieldFaults({ revision: 'scorecards.fault.taken' })
        return {
          redirect: pathOf(key),
          said: 'scorecards.saved',
          audit: { subject: key.flow, details: { round: key.round, servicePoint: key.servicePoint } },
        }
      },
    }),
  },
})
