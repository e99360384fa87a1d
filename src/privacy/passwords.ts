import { hash, verify } from '@node-rs/argon2'

/** OWASP's password storage cheat sheet: argon2id (the library's default) with 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** argon2id in PHC format, with a salt of its own. One form of each character, so that every keyboard writes the same password. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), parameters)

/** Somebody's password whom nobody is: looking at it takes as long as looking at a real one. */
const nobodys = hashPassword('nobody has this password')

/** Whether this is the password; with null, for somebody who cannot sign in, false after the same time. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const same = await verify(passwordHash ?? (await nobodys), password.normalize('NFKC'))
  return same && passwordHash !== null
}
