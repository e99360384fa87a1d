import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../../src/store/embedded/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { documented } from '../support/documented.ts'
import { numberOf, providers } from './delivery.ts'
import { patience } from './length.ts'
import { endServers, spawnServer } from './server-process.ts'

// nginx with the configuration of docs/operations.md, but for ports and places of files.
const run = promisify(execFile)
const nginx = await run('sh', ['-c', 'PATH="$PATH:/usr/sbin" command -v nginx']).then(
  ({ stdout }) => stdout.trim(),
  () => null,
)

let database: TestDatabase
let folder: string
let port: number
let proxy: ReturnType<typeof spawn> | undefined
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'heard-nginx-'))
  if (nginx === null) return
  const heard = await spawnServer({ DATABASE_URL: database.url, TRUST_PROXY: '1' }).ready
  port = await freePort()
  const [certificate, key] = [join(folder, 'heard.pem'), join(folder, 'heard.key')]
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=heard.example.org', '-keyout', key, '-out', certificate],
  ])
  const [configuration = ''] = await documented('operations.md', 'Behind a proxy', 'nginx')
  const here = configuration
    .replace('127.0.0.1:3000', new URL(heard).host)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('/etc/ssl/heard.pem', certificate)
    .replace('/etc/ssl/heard.key', key)
    .replaceAll('/var/log/nginx/', `${folder}/`)
  const main = `daemon off; pid ${folder}/pid; error_log ${folder}/main.log; events {}
    http { client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi; access_log off;\n${here}\n}`
  await writeFile(join(folder, 'nginx.conf'), main)
  proxy = spawn(nginx, ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'main.log')], { stdio: 'inherit' })
  await vi.waitUntil(() => ask('/').catch(() => null), { timeout: 10_000 })
}, 120_000)
afterAll(async () => {
  if (proxy) {
    const ended = once(proxy, 'exit')
    proxy.kill('SIGTERM')
    await ended
  }
  await endServers()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

/** One request through the proxy: status and body. */
function ask(path: string, body?: string, headers: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const request = https.request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        rejectUnauthorized: false,
        headers,
      },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode, text }))
      },
    )
    request.on('error', reject).end(body)
  })
}

test.skipIf(nginx === null)(
  'the documented nginx passes on what is meant for others, and nothing else',
  patience(60, 60),
  async () => {
    expect((await ask('/console/sign-in')).status).toBe(200)
    expect((await ask('/api/v1/openapi.json')).status).toBe(200)
    expect((await ask('/api/v1/rounds')).status).toBe(401)
    expect((await ask('/try')).status).toBe(302)
    for (const path of ['/health/ready', '/health/live', '/metrics', '/', '/apis'])
      expect((await ask(path)).status, path).toBe(404)
    const { path, body, headers } = providers.Telegram.request(numberOf(84_000_000), 'ACTIVITY')
    const answer = await ask(path, body, headers as Record<string, string>)
    expect([answer.status, providers.Telegram.screen(answer.text)]).toEqual([
      200,
      expect.stringContaining('Take part?'),
    ])
    // Addresses hold secrets.
    const logged = await readFile(join(folder, 'heard.log'), 'utf8')
    expect(logged).not.toContain('/webhooks')
  },
)
