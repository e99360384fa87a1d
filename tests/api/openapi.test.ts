import { describe, expect, test } from 'vitest'
import { createRoutes } from '../../src/api/index.ts'
import { openApi } from '../../src/api/openapi.ts'

/** A description asks nothing of a store. */
const description: unknown = JSON.parse(JSON.stringify(openApi(createRoutes({ base: '' } as never), '/api/v1')))

/** Every key of a document with its value, however deep. */
function* entriesOf(value: unknown): Generator<readonly [key: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    yield [key, inner]
    yield* entriesOf(inner)
  }
}

/** What a JSON pointer leads to. */
const at = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], description)

describe('the description of the API', () => {
  const keys = [...entriesOf(description)]
  const references = keys.filter(([key]) => key === '$ref').map(([, value]) => String(value))

  test('has everything that it refers to', () => {
    expect(references.length).toBeGreaterThan(0)
    for (const reference of references) {
      expect(reference).toMatch(/^#\//)
      expect(at(reference), reference).toBeTypeOf('object')
    }
  })

  test('says everything once: no part of it is a document by itself', () => {
    expect(keys.filter(([key]) => key === '$schema' || key === '$defs')).toEqual([])
    const { schemas } = (description as { components: { schemas: object } }).components
    expect(new Set(references)).toEqual(new Set(Object.keys(schemas).map((name) => `#/components/schemas/${name}`)))
  })
})
