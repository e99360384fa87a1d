import { csv } from './csv.ts'
import { ddi } from './ddi.ts'
import type { ExportFormat } from './export-data.ts'
import { flowResults } from './flow-results.ts'
import { qualityReport } from './quality-report.ts'
import { sdmxCsv } from './sdmx-csv.ts'
import { spss } from './spss.ts'
import { xlsx } from './xlsx.ts'

/** Every way in which a closed round may be written down. Adding one: its file, its line here; the contract in tests/results/export does the rest. */
export const exportFormats: readonly ExportFormat[] = [csv, xlsx, spss, flowResults, ddi, sdmxCsv, qualityReport]
