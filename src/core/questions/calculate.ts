import type { PassingType } from './question-type.ts'

/** A variable derived from earlier answers, such as the Washington Group's status. With a list its values have names that people can read. */
export const calculate: PassingType = {
  name: 'calculate',
  way: 'compute',
  properties: { required: ['calculation'], optional: ['list'] },
}
