import type { PassingType } from './question-type.ts'

/** A sentence that is shown together with the next question. */
export const note: PassingType = { name: 'note', way: 'tell', properties: { required: [], optional: [] } }
