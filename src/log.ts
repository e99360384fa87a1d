import { AsyncLocalStorage } from 'node:async_hooks'
import pino from 'pino'
import { Problem } from './problem.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Structured log. `details` names things of ours (a flow, a channel, a count, an error), never anything a person said or is. */
export interface Log {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

const redacted = '[redacted]'

/** Names under which secrets, addresses and messages travel. A last line of defence: nobody should log them at all. */
const privateName =
  /^(?:address|e?mail|phone\w*|from|to|chat|body|text|said|screen|buttons|input|headers|parameters|cookie|authorization)$|secret|token|password|api_?key/i

/** Telephone numbers, chat ids, identity numbers: seven digits or more that stand alone. */
const longNumber = /(?<![\p{L}\p{N}_])\+?\p{Nd}{7,}(?![\p{L}\p{N}_])/gu

const deepest = 6

/**
 * What may be written of an error: its kind, its code and the places it passed. A message is kept only where we wrote it
 * (`Problem`), because those of drivers and parsers quote what they choked on.
 */
function describeError(error: Error, depth: number): object {
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    kind: error.name,
    ...('code' in error && { code: discreet(error.code, depth + 1) }),
    ...(error instanceof Problem && { message: discreet(error.message, depth + 1) }),
    places: places.map((line) => line.trim()),
    ...(error.cause !== undefined && { cause: discreet(error.cause, depth + 1) }),
  }
}

function discreet(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(longNumber, redacted)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth > deepest) return redacted
  if (value instanceof Error) return describeError(value, depth)
  if (Array.isArray(value)) return value.map((item) => discreet(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, privateName.test(name) ? redacted : discreet(item, depth + 1)]),
  )
}

/** An error, or anything else, as it may be shown: see above. */
export const withoutPersonalData = (value: unknown): unknown => discreet(value)

/** JSON, with those control characters escaped too that JSON lets through and terminals act on. */
const escaped = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** One line for people; values stay JSON, so that no line break or terminal sequence gets through. */
function readable(line: string): string {
  const { time, level, msg, ...details } = JSON.parse(line) as Record<string, unknown>
  const values = Object.entries(details).map(([name, value]) => ` ${name}=${escaped(value)}`)
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${escaped(msg).slice(1, -1)}${values.join('')}\n`
}

const requests = new AsyncLocalStorage<string | undefined>()

/** Runs `work` as part of the request of this id: every line that is written meanwhile, also later and elsewhere, names it. */
export const inRequest = <Result>(id: string, work: () => Result): Result => requests.run(id, work)

/** For what is done for several requests together, or for none: its lines would name the one that happened to begin it. */
export const outsideRequests = <Result>(work: () => Result): Result => requests.run(undefined, work)

/** The id of the request that is handled; undefined outside of one. */
export const requestId = (): string | undefined => requests.getStore()

/** A log that knows how many of its lines could not be written. */
export interface CountingLog extends Log {
  lost(): number
}

/** Where lines go: `process.stdout` is one. */
export interface LogOutput {
  write(line: string, done: (error?: Error | null) => void): unknown
  readonly isTTY?: boolean
}

/**
 * Writes one line per entry: JSON, or readable text on a terminal. Never fails: what cannot be written is counted. `worker`: which
 * of several processes writes.
 */
export function createLog(level: LogLevel, output: LogOutput = process.stdout, worker?: number): CountingLog {
  let lost = 0
  const written = (error?: Error | null) => {
    if (error) lost++
  }
  const write = (line: string) => {
    try {
      output.write(output.isTTY ? readable(line) : line, written)
    } catch {
      lost++
    }
  }
  const logger = pino(
    {
      level,
      base: worker === undefined ? null : { worker },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Ids of ours, and of a proxy that is trusted: not looked through for numbers, which parts of them may look like.
      mixin() {
        const request = requestId()
        return request === undefined ? {} : { request }
      },
    },
    { write },
  )
  const entry = (at: Exclude<LogLevel, 'silent'>) => (details: object, message: string) => {
    if (logger.isLevelEnabled(at)) logger[at](discreet(details) as object, discreet(message) as string)
  }
  return {
    ...{ debug: entry('debug'), info: entry('info'), warn: entry('warn'), error: entry('error') },
    lost: () => lost,
  }
}
