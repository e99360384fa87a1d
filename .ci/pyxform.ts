import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportXlsForm } from '../src/authoring/xlsform/export.ts'
import { writeWorkbook } from '../src/authoring/xlsform/write-workbook.ts'
import { readQuestionnaires } from '../src/questionnaires.ts'

/**
 * Has the real pyxform read every flow that we export, where a copy of it is at hand: the folder that holds its package is in PYXFORM. Nothing is
 * installed for it, and nothing of it is kept here; docs/authoring.md says how to run this.
 */
const [copy = ''] = process.argv.slice(2)
const python = (...parameters: readonly string[]) => spawnSync('python3', parameters, { encoding: 'utf8' })
const found = 'import sys; sys.path.insert(0, sys.argv[1]); from pyxform.xls2xform import convert'

const reader = `
${found}
failed = 0
for path in sys.argv[2:]:
    try:
        convert(xlsform=path, validate=False)
        print("read by pyxform:", path)
    except Exception as error:
        failed += 1
        print("NOT read by pyxform:", path, error)
sys.exit(1 if failed else 0)
`

if (copy === '' || python('-c', found, copy).status !== 0)
  console.log('pyxform is not at hand: exported workbooks were NOT read by it, only held against its rules (npm test)')
else {
  const folder = mkdtempSync(join(tmpdir(), 'pyxform-'))
  const files: string[] = []
  for (const { flow, content } of readQuestionnaires().versions) {
    files.push(join(folder, `${flow.replaceAll('-', '_')}.xlsx`))
    writeFileSync(files.at(-1) as string, await writeWorkbook(exportXlsForm(content)))
  }
  const { status, stdout } = python('-W', 'ignore', '-c', reader, copy, ...files)
  process.stdout.write(stdout)
  rmSync(folder, { recursive: true })
  process.exitCode = status ?? 1
}
