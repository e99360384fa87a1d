import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** Somebody else's. */
const { privateKey: otherKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A small OpenID Connect provider, which checks what a client must prove and vouches for whomever the test says. */
export async function startFakeIssuer() {
  const codes = new Map<
    string,
    { nonce: string; challenge: string; claims: object; redirect: string; forged: boolean }
  >()
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', root)
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (url.pathname === '/.well-known/openid-configuration')
      return answer(200, {
        ...{ issuer: root, authorization_endpoint: `${root}/authorize`, token_endpoint: `${root}/token` },
        ...{ jwks_uri: `${root}/keys`, response_types_supported: ['code'], subject_types_supported: ['public'] },
        id_token_signing_alg_values_supported: ['RS256'],
      })
    if (url.pathname === '/keys')
      return answer(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }] })
    const form = new URLSearchParams(await text(request))
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (code?.challenge !== challenge || code.redirect !== form.get('redirect_uri'))
      return answer(400, { error: 'invalid_grant' })
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: root, sub: '1', aud: 'heard', iat: now, exp: now + 60, nonce: code.nonce, ...code.claims }
    const unsigned = `${encoded({ alg: 'RS256', kid: '1' })}.${encoded(claims)}`
    const signature = sign('sha256', Buffer.from(unsigned), code.forged ? otherKey : privateKey).toString('base64url')
    answer(200, { access_token: 'x', token_type: 'Bearer', id_token: `${unsigned}.${signature}` })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let last = 0
  return {
    settings: { issuer: root, clientId: 'heard', clientSecret: 'a secret of tests' },
    /** Somebody signs in at the provider: where their browser is sent back to. `forged`: what it says is signed with another key. */
    signsIn(authorize: string, claims: object, forged = false): URL {
      const asked = new URL(authorize).searchParams
      const code = `code ${++last}`
      const redirect = asked.get('redirect_uri') ?? ''
      codes.set(code, {
        nonce: asked.get('nonce') ?? '',
        challenge: asked.get('code_challenge') ?? '',
        claims,
        redirect,
        forged,
      })
      const back = new URL(redirect)
      back.search = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: root }).toString()
      return back
    },
    end: () => new Promise((resolve) => server.close(resolve)),
  }
}
