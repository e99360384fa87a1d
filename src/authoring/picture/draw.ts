import type { Graph, Viz } from '@viz-js/viz'
import type { Box, BoxKind, FlowGraph } from './graph.ts'

/** The way of one conversation through a picture. */
export interface Way {
  /** States that were passed. */
  readonly visited: ReadonlySet<string>
  readonly current: string | null
}

const nobody: Way = { visited: new Set(), current: null }

/** Shapes tell what a box is, so that colour is never needed to. */
const shapes: Readonly<Record<BoxKind, string>> = {
  step: 'box',
  question: 'box',
  safe: 'hexagon',
  ending: 'ellipse',
}

const lineLength = 28

/** Words in lines of about the same length. */
function wrapped(text: string): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= lineLength) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

function attributesOf(box: Box, { visited, current }: Way) {
  const label = [box.name, wrapped(box.text)].filter(Boolean).join('\n')
  const passed = visited.has(box.state) ? 'visited' : ''
  const state = box.state === current ? 'current' : passed
  return {
    ...{ label, shape: shapes[box.kind], class: ['box', state].filter(Boolean).join(' '), tooltip: box.name },
    style: box.kind === 'question' ? 'rounded,filled' : 'filled',
    fillcolor: { current: '#ffd166', visited: '#d7eee4', '': '#ffffff' }[state] ?? '#ffffff',
    penwidth: state === '' ? 1 : 2.5,
  }
}

let loaded: Promise<Viz> | undefined

/** Graphviz is large: it is loaded when the first picture is drawn. */
function graphviz(): Promise<Viz> {
  loaded ??= import('@viz-js/viz').then(({ instance }) => instance())
  return loaded
}

/**
 * Draws a flow as SVG, top to bottom, sensitive groups in a frame. It needs no script and no style sheet, and reads in black and white.
 * `title` is what is read out instead of the picture.
 */
export async function drawFlow({ boxes, arrows }: FlowGraph, title: string, way: Way = nobody): Promise<string> {
  const blocks = [...new Set(boxes.map(({ block }) => block).filter((block) => block !== undefined))]
  const isPassed = (state: string) => way.visited.has(state)
  const graph: Graph = {
    graphAttributes: { rankdir: 'TB', ranksep: 0.35, nodesep: 0.3, bgcolor: 'transparent', fontname: 'sans-serif' },
    nodeAttributes: { fontname: 'sans-serif', fontsize: 11, margin: '0.25,0.12', color: '#1d3557' },
    edgeAttributes: { fontname: 'sans-serif', fontsize: 10, color: '#1d3557', arrowsize: 0.7 },
    nodes: boxes.map((box) => ({ name: box.state, attributes: attributesOf(box, way) })),
    edges: arrows.map(({ from, to, choices }) => ({
      ...{ tail: from, head: to },
      attributes: {
        ...(choices.length > 0 && { label: choices.map(wrapped).join('\n') }),
        penwidth: isPassed(from) && (isPassed(to) || to === way.current) ? 2.5 : 1,
      },
    })),
    subgraphs: blocks.map((block) => ({
      name: `cluster_${block}`,
      graphAttributes: { label: block, style: 'dashed', color: '#9d0208', fontcolor: '#9d0208' },
      nodes: boxes.filter((box) => box.block === block).map(({ state }) => ({ name: state })),
    })),
  }
  const svg = (await graphviz()).renderString(graph, { format: 'svg' })
  return svg.slice(svg.indexOf('<svg')).replace(/^<svg width="([^"]*)" height="[^"]*"([^>]*)>/, (_, width, rest) => {
    const named = `<title id="flow-picture">${escaped(title)}</title>`
    // Places are counted from the left, also on a page that is written from right to left.
    return `<svg role="img" aria-labelledby="flow-picture" direction="ltr" width="${width}"${rest}>${named}`
  })
}

/** A picture as a file by itself, with a size that programs understand which know no page around it. */
export function asFile(svg: string): string {
  const [, width, height] = /viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.replace(/ width="[^"]*"/, () => ` width="${width}pt" height="${height}pt"`)}`
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)
