import { z } from 'zod'

/**
 * What comes from an address, a form or a program is read into these types once, where it comes in. A name can then be put
 * into a path, and every text and number can be stored.
 */

/** Control characters that no text needs, and half characters: PostgreSQL stores neither. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** A text that can be stored, whatever it says. */
export const storableText = z.string().refine(isStorable, 'a text holds no NUL and no half characters')

/** Whether everything in a JSON value can be stored. */
export const isStorableJson = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorableJson(inner))
}

/** Names that every object of JavaScript has already: what was called so would be mistaken for it. */
export const isReserved = (name: string): boolean => name in Object.prototype

export const reservedAdvice = 'this name belongs to the program itself; choose another one'

/** What a flow or a module is called: its file is called so too. It can hold no path. */
export const flowNameSchema = z
  .string()
  .max(100, 'a name has at most 100 characters')
  .regex(/^[a-z][a-z0-9-]*$/, 'a name is written in small Latin letters, digits and -')
  .refine((name) => !isReserved(name), reservedAdvice)
  .brand<'FlowName'>()
export type FlowName = z.infer<typeof flowNameSchema>

/** A round may be called anything that can be stored. */
export const roundNameSchema = storableText.min(1).max(200)

/** A language by its BCP 47 code; it can hold no path either. */
export const languageSchema = z
  .string()
  .max(50, 'a language has at most 50 characters')
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language is written as its BCP 47 code, such as en, bn or sw')

/** The name of a question, in any script; those who write capitals mean the same question. */
export const questionNameSchema = z
  .string()
  .max(100, 'a name has at most 100 characters')
  .regex(
    /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{M}\p{Nd}_]*$/u,
    'a name is written in small letters, digits and _, beginning with a letter',
  )
  .refine((name) => !isReserved(name), reservedAdvice)

/** The name of a choice, in any script. */
export const choiceNameSchema = z
  .string()
  .max(200)
  .regex(/^-?[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*$/u, 'the name of a choice has no spaces')
  .refine((name) => !isReserved(name), reservedAdvice)

/** A day as `YYYY-MM-DD`, in a year that people of today may mean. */
export const daySchema = (message?: string) => z.iso.date(message).refine(isOfOurTime, message)

/** Whether a day, or a moment that begins with one, is in such a year. */
export const isOfOurTime = (day: string): boolean => day >= '1900' && day < '2200'

const largestInt32 = 2_147_483_647

/** A whole number from 0 that fits into a column of PostgreSQL, in digits. */
export const countSchema = z
  .string()
  .trim()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .refine((value) => value <= largestInt32)

/**
 * What is kept about a contact is forgotten after so many days without a message. Four days share one date, so some are forgotten three days
 * earlier.
 */
export const daysKept = 7

/**
 * The longest time after which a silent conversation ends: three days, to which rounding adds six hours at most. Nothing is forgotten before
 * four days, so every conversation ends, and is counted, before it is forgotten.
 */
export const mostIdleMinutes = 3 * 1440

/**
 * Interviews that are released together, at most. Ten are usual and five the least. A service point has a few hundred answers
 * in a round: a hundred hides one person among a hundred and is still reached; more would only keep answers back.
 */
export const mostK = 100
