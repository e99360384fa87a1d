import { csv } from './csv.ts'
import type { ExportFormat } from './export-data.ts'

/** Every way in which a closed round may be written down. Adding one: its file, its line here; the contract in tests/results/export does the rest. */
export const exportFormats: readonly ExportFormat[] = [csv]
