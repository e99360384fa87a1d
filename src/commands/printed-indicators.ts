import type { FlowContent } from '../core/flow.ts'
import { createTranslator, type Translator } from '../core/texts.ts'
import type { IndicatorFigure } from '../results/section.ts'
import type { IndicatorShare } from '../results/statistics/indicator.ts'
import { marks, percent, range } from './printed-share.ts'

const shareOf = ({ share, interval, presentation }: IndicatorShare): string =>
  [percent(share), range(interval), marks(presentation)].filter(Boolean).join('  ')

function countOf({ attributes: [first, ...others] }: IndicatorShare): string {
  if (others.length > 0) return `mean of ${others.length + 1} shares  `
  return first ? `${first.x}/${first.n}  ` : ''
}

function printed(figure: IndicatorFigure, { flow }: FlowContent, translator: Translator): string[] {
  const [language = 'en'] = flow.languages
  const declared = flow.indicators.find(({ name }) => name === figure.name)
  const text = (part: string) => {
    const key = `${declared?.namespace}:indicators.${figure.name}.${part}`
    return translator.has(language, key) ? translator.text(language, key) : undefined
  }
  const official = declared?.sdg === undefined ? '' : ` (SDG ${declared.sdg})`
  const comparability = text('comparability')
  const parts = figure.attributes.length > 1 ? figure.attributes : []
  return [
    `${text('label') ?? figure.name}${official}: ${countOf(figure)}${shareOf(figure)}`,
    ...(figure.weighted ? [`  weighted: ${shareOf(figure.weighted)}`] : []),
    ...parts.flatMap((part) => (part ? [`  ${part.question}: ${part.x}/${part.n}  ${percent(part.share)}`] : [])),
    ...(comparability === undefined ? [] : [`  ${comparability}`]),
  ]
}

/** Indicators with their numbers, and what each says about whether it can be compared, in the flow's first language. */
export function printedIndicators(figures: readonly IndicatorFigure[], content: FlowContent, indent: string): string[] {
  const translator = createTranslator(content.texts, content.flow.languages[0] ?? 'en')
  return figures.flatMap((figure) => ['', ...printed(figure, content, translator).map((line) => `${indent}${line}`)])
}
