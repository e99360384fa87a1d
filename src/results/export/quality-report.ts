import { Eta } from 'eta'
import type { ExportFormat } from './export-data.ts'
import { qualitySections } from './quality-sections.ts'

const templates = new Eta({ views: import.meta.dirname, autoEscape: true, cache: true })

/** What a statistics office wants to know of a round, as one page that needs nothing else. After ESMS, as far as it applies. */
export const qualityReport: ExportFormat = {
  name: 'quality-report',
  about: 'who asked whom how, who answered, what is hidden, and what may be compared with what, as HTML',
  files: ['quality-report.html'],
  *write(data) {
    const { title } = data
    yield {
      path: 'quality-report.html',
      chunks: [templates.render('./quality-report', { title, sections: qualitySections(data) })],
    }
  },
}
