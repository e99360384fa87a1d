import { Problem } from '../problem.ts'

/** Rejects with `unavailable` when the promise takes longer; what it stands for goes on, and its result is dropped. */
export async function within<Result>(milliseconds: number, promise: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Problem('unavailable')), milliseconds)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
