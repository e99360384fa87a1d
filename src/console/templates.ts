import { join } from 'node:path'
import { Eta } from 'eta'
import { directionOf } from '../core/direction.ts'

/** The attributes of an element whose text is in this language: `<p <%~ it.written('ar') %>>`. */
const written = (language: string): string => `lang="${language.replace(/[^\w-]/g, '')}" dir="${directionOf(language)}"`

/** Templates of `views`, read once. What they print is escaped unless they say otherwise (`<%~ %>`). All of them find `it.written`. */
export function createTemplates(): (view: string, data: object) => string {
  const eta = new Eta({ views: join(import.meta.dirname, 'views'), autoEscape: true, cache: true })
  return (view, data) => eta.render(view, { written, ...data })
}
