import type { z } from 'zod'
import type { ApiScope } from '../store/console/api-tokens.ts'

/** The program that asks. */
export interface Caller {
  /** Of its token. */
  readonly id: string
  readonly name: string
  readonly scopes: readonly ApiScope[]
}

/** What a route answers: one JSON value, or something long, piece by piece. */
export type ApiAnswer =
  | {
      readonly json: unknown
      /**
       * Whether who has it may keep it: `forever`, because it never changes, or as long as nothing else comes in its place, which is asked each time.
       * Not given: it is not kept.
       */
      readonly keep?: 'forever' | 'until_changed'
    }
  | {
      readonly contentType: string
      readonly chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>
    }

/** One address of the API. It knows nothing of HTTP; the server and the OpenAPI description are made from the same list. */
export interface ApiRoute {
  /** Below `/api/v1`, with parameters: `/rounds/{flow}`. */
  readonly path: string
  readonly about: string
  /** What the token must cover; null: anybody may ask. */
  readonly scope: ApiScope | null
  /** Of path and query together, as text. */
  readonly parameters: z.ZodObject
  /** By media type. */
  readonly answers: Readonly<Record<string, z.ZodType>>
  /** Throws `not_found`, `scope_missing`. */
  run(values: unknown, caller: Caller | null): Promise<ApiAnswer>
}

/** A route whose `run` gets what `parameters` makes of path and query. */
export const route = <Parameters extends z.ZodObject>(
  definition: Omit<ApiRoute, 'parameters' | 'run'> & {
    readonly parameters: Parameters
    run(values: z.output<Parameters>, caller: Caller | null): Promise<ApiAnswer>
  },
): ApiRoute => definition as ApiRoute
