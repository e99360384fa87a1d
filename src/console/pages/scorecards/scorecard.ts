import { communityScores, pointsBetween, type Score, scoreOf, shownScore } from '../../../results/report/scorecard.ts'
import { type ScoreBar, scorecardChart } from '../../../results/report/scorecard-chart.ts'
import { isOverdue, type ScorecardRecord } from '../../../results/report/scorecard-record.ts'
import { valued } from '../../../results/said.ts'
import type { ConsoleRequest, Page } from '../../page.ts'
import { dayOf, readers } from '../flows/tools.ts'
import { type ResultWords, wordsOf } from '../results/words.ts'
import {
  type Card,
  findCard,
  groupsOf,
  pathOf,
  recordOf,
  type ScorecardTools,
  scoredRound,
  staffScoring,
} from './card.ts'

const wordsOfScore = ({ text }: ConsoleRequest, score: Score): string => {
  if (score.kind === 'hidden')
    return score.least === null ? text('scorecards.hidden') : text('scorecards.too_few', { least: score.least })
  if (score.kind !== 'shown') return text(`scorecards.${score.kind}`)
  const shown = Math.round(score.score)
  return score.people === null
    ? text('scorecards.score_least', { score: shown, least: score.least })
    : text('scorecards.score', { score: shown, people: score.people })
}

/** Points with their sign, as in +5, −5 and 0. */
const signed = (points: number | null): string | null =>
  points === null ? null : new Intl.NumberFormat('en', { signDisplay: 'exceptZero' }).format(points).replace('-', '−')

/** Every indicator with both sides, the gap, what changed, and why. What is published of closed rounds only. */
async function indicatorsOf(
  request: ConsoleRequest,
  card: Card,
  record: ScorecardRecord,
  words: ResultWords,
  tools: ScorecardTools,
) {
  const { scorecard, key, previous } = card
  const round = await scoredRound(tools, key)
  const before = previous ? await scoredRound(tools, previous) : null
  const provided = { flow: scorecard.provider, round: key.round }
  const byPhone = await scoredRound(tools, provided)
  const point = valued(key.servicePoint)
  const groups = groupsOf(card, round)
  const community = communityScores(round, scorecard, groups, point)
  const rows = community.map(({ indicator, everybody, groups }) => {
    const entered = record.provider.find((each) => each.indicator === indicator)
    const phone = scoreOf(byPhone, staffScoring(scorecard), indicator, { point })
    const community = shownScore(everybody)
    const provider = entered?.score ?? shownScore(phone)
    const last = before && shownScore(scoreOf(before, scorecard, indicator, { point }))
    return {
      ...{ community, provider, last, label: words.question(indicator) },
      communityWords: wordsOfScore(request, everybody),
      isStaffFew: provider === null && phone.kind === 'hidden',
      isByPhone: provider !== null && (entered?.score ?? null) === null,
      gap: pointsBetween(community, provider),
      change: signed(pointsBetween(last, community)),
      groups: groups.map(({ score }) => wordsOfScore(request, score)),
      providerReason: entered?.reason ?? '',
      reasons: record.reasons
        .filter((each) => each.indicator === indicator)
        .map(({ group, reason }) => ({ reason, group: words.answer(scorecard.focusGroup, valued(group)) })),
    }
  })
  const scores = community.flatMap(({ everybody, groups }) => [everybody, ...groups.map(({ score }) => score)])
  const isProvided = (await tools.closedRounds()).some(
    (each) => each.flow === provided.flow && each.round === key.round,
  )
  return {
    ...{ rows, groups: groups.map((group) => words.answer(scorecard.focusGroup, group)) },
    /** What is to be published so that there is anything to show. */
    unpublished: [
      ...(scores.some(({ kind }) => kind === 'unpublished') ? [{ flow: key.flow, round: key.round }] : []),
      ...(isProvided && byPhone.scores === null && byPhone.tables.length === 0 ? [provided] : []),
    ],
    /** How many must score before a score is shown, where one is not. */
    least: Math.max(0, ...scores.map((score) => (score.kind === 'hidden' ? (score.least ?? 0) : 0))),
  }
}

type Row = Awaited<ReturnType<typeof indicatorsOf>>['rows'][number]

/** The chart of both sides, and the sentence of what it shows. */
async function drawn(request: ConsoleRequest, rows: readonly Row[], title: string) {
  const { text } = request
  const side = (name: ScoreBar['side'], score: number | null) =>
    text(`scorecards.bar.${name}`, { score: score === null ? text('scorecards.no_score') : score })
  const bars = rows.flatMap(({ label, community, provider }): ScoreBar[] => [
    { indicator: label, side: 'community', score: community, words: side('community', community) },
    { indicator: label, side: 'provider', score: provider, words: side('provider', provider) },
  ])
  const lowest = rows
    .filter(({ community }) => community !== null)
    .toSorted((a, b) => (a.community ?? 0) - (b.community ?? 0))[0]
  const widest = rows
    .filter(({ gap }) => gap !== null)
    .toSorted((a, b) => Math.abs(b.gap ?? 0) - Math.abs(a.gap ?? 0))[0]
  const sentences = [
    lowest
      ? text('scorecards.sentence.lowest', { indicator: lowest.label, score: lowest.community ?? 0 })
      : text('scorecards.sentence.none'),
    ...(widest ? [text('scorecards.sentence.gap', { indicator: widest.label, gap: signed(widest.gap) ?? '' })] : []),
  ]
  return { chart: await scorecardChart(bars, title), sentence: sentences.join(' ') }
}

/** The scorecard of a service point in a closed round, to be read in the interface meeting and printed. */
export const scorecardPage = (tools: ScorecardTools): Page => ({
  path: '/scorecards/:name/:round/:point',
  audience: readers,
  async show(request) {
    const card = await findCard(request, tools)
    const { content, scorecard, key, previous } = card
    const { record, savedAt } = await recordOf(tools, key)
    const last = previous ? await recordOf(tools, { ...previous, servicePoint: key.servicePoint }) : null
    const words = wordsOf(content, request)
    const found = await indicatorsOf(request, card, record, words, tools)
    const title = request.text('scorecards.of', {
      point: words.answer(scorecard.servicePoint, valued(key.servicePoint)),
      round: key.round,
    })
    const today = dayOf(request)
    return {
      view: 'scorecards/scorecard',
      title,
      data: {
        ...{ ...found, ...(await drawn(request, found.rows, title)), key, record, savedAt, signed },
        path: pathOf(key),
        previous: previous?.round ?? null,
        previousPath: previous ? pathOf({ ...previous, servicePoint: key.servicePoint }) : null,
        actions: record.actions.map((each) => ({ ...each, overdue: isOverdue(each, today) })),
        lastActions: (last?.record.actions ?? []).map((each) => ({ ...each, overdue: isOverdue(each, today) })),
        mayWrite: (request.account?.roles ?? []).some((role) => role === 'author' || role === 'administrator'),
      },
    }
  },
})
