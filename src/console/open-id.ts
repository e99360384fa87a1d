import { z } from 'zod'
import { type Keyring, SealBroken } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'

export interface OpenIdSettings {
  /** Where the provider's description of itself is: `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Signing in through an OpenID Connect provider, which vouches for an e-mail address. */
export interface OpenId {
  /** Where to send the browser. `back` is the address that it comes back to. */
  begin(sessionHash: Uint8Array, back: string, now: Date): Promise<string>
  /**
   * The e-mail address that the provider vouches for; null where it vouches for none, or the answer does not belong to this
   * browser. `address` is what the browser came back to, whole.
   */
  finish(sessionHash: Uint8Array, address: string, now: Date): Promise<string | null>
}

const minutesToSignIn = 10

/** What must be the same when the browser comes back. It travels sealed in `state`, so that no process has to remember it. */
const pendingSchema = z.strictObject({ nonce: z.string(), verifier: z.string(), expires: z.number() })

const claimsSchema = z.object({ email: z.email(), email_verified: z.literal(true) })

/**
 * Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC 9700). The library is loaded, and the
 * provider asked what it offers, when somebody first signs in: the service starts without the provider.
 */
export function createOpenId({ issuer, clientId, clientSecret }: OpenIdSettings, keyring: Keyring): OpenId {
  const load = async () => {
    const library = await import('openid-client')
    // The library trusts a token that comes over TLS without looking at its signature, unless it is told to look.
    const execute = [library.enableNonRepudiationChecks]
    if (issuer.startsWith('http:')) execute.push(library.allowInsecureRequests)
    const configuration = await library.discovery(new URL(issuer), clientId, clientSecret, undefined, { execute })
    return { library, configuration }
  }
  let loaded: ReturnType<typeof load> | undefined
  const provider = () => {
    loaded ??= load().catch((cause: unknown) => {
      loaded = undefined
      throw new Problem('unavailable', 'the OpenID Connect provider does not answer; check OIDC_ISSUER', { cause })
    })
    return loaded
  }
  /** Bound to the browser: an answer that somebody else asked for does not open. */
  const boundTo = (sessionHash: Uint8Array) => Buffer.from(sessionHash).toString('base64url')

  function pendingIn(state: string, sessionHash: Uint8Array, now: Date) {
    try {
      const opened = keyring.open('sign_in', boundTo(sessionHash), Buffer.from(state, 'base64url'))
      const pending = pendingSchema.parse(opened)
      return pending.expires > now.getTime() ? pending : null
    } catch (error) {
      if (error instanceof SealBroken) return null
      throw error
    }
  }

  return {
    async begin(sessionHash, back, now) {
      const { library, configuration } = await provider()
      const [nonce, verifier] = [library.randomNonce(), library.randomPKCECodeVerifier()]
      const expires = now.getTime() + minutesToSignIn * 60_000
      const state = keyring.seal('sign_in', boundTo(sessionHash), { nonce, verifier, expires }).toString('base64url')
      const parameters = {
        ...{ redirect_uri: back, scope: 'openid email', state, nonce, code_challenge_method: 'S256' },
        code_challenge: await library.calculatePKCECodeChallenge(verifier),
      }
      return library.buildAuthorizationUrl(configuration, parameters).href
    },

    async finish(sessionHash, address, now) {
      const url = new URL(address)
      const state = url.searchParams.get('state') ?? ''
      const pending = pendingIn(state, sessionHash, now)
      if (!pending) return null
      const { library, configuration } = await provider()
      const checks = { pkceCodeVerifier: pending.verifier, expectedState: state, expectedNonce: pending.nonce }
      const tokens = await library
        .authorizationCodeGrant(configuration, url, { ...checks, idTokenExpected: true })
        .catch(() => null)
      return claimsSchema.safeParse(tokens?.claims()).data?.email.toLowerCase() ?? null
    },
  }
}
