import { expect } from 'vitest'

/** A problem as a client reads it (RFC 9457), with nothing that is special to the case. */
export const problemDocument = (code: unknown, status: number) => ({
  ...{ type: expect.stringMatching(/^\/api\/v1\/problems#[a-z_]+$/), title: expect.any(String), status, code },
  ...{ instance: expect.stringMatching(/^\/requests\/[\w.-]+$/), requestId: expect.stringMatching(/^[\w.-]+$/) },
})
