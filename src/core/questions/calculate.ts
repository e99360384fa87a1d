import type { PassingType } from './question-type.ts'

/** A variable derived from earlier answers, such as the Washington Group's status. */
export const calculate: PassingType = {
  name: 'calculate',
  way: 'compute',
  properties: { required: ['calculation'], optional: [] },
}
