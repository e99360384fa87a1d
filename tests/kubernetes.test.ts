import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { Job } from 'kubernetes-models/batch/v1/Job'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { Secret } from 'kubernetes-models/v1/Secret'
import { Service } from 'kubernetes-models/v1/Service'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { loadConfig } from '../src/config.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'ops/kubernetes')
const packages = join(root, 'node_modules')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const models = { Deployment, Job, NetworkPolicy, PodDisruptionBudget, ConfigMap, Secret, Service }
/** Where the fields of each kind are written down. */
const places = {
  Deployment: 'apps/v1',
  Job: 'batch/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  PodDisruptionBudget: 'policy/v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  Service: 'v1',
}
type Kind = keyof typeof models

// biome-ignore lint/suspicious/noExplicitAny: manifests are checked by the schemas first
type Manifest = any

const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml')
const manifests = files.flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => ({
    file,
    manifest: document.toJS() as Manifest,
  })),
)
const named = (kind: Kind, name: string): Manifest =>
  manifests.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name)?.manifest

/** What stands in a manifest where its schema knows no such field. The schemas themselves let everything through that they do not know. */
function unknownFields(value: unknown, declaration: string, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => unknownFields(each, declaration, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  const text = readFileSync(declaration, 'utf8')
  const body = text.slice(text.indexOf('export interface'), text.indexOf('export declare class'))
  const places = new Map(
    [...text.matchAll(/^import \{ (\w+) \} from "([^"]+)";$/gm)].map(([, type = '', from = '']) => [
      type,
      from.startsWith('.') ? join(dirname(declaration), from.replace(/js$/, 'd.ts')) : join(packages, `${from}.d.ts`),
    ]),
  )
  const types = new Map([...body.matchAll(/^ {4}"(\w+)"\??: (.*)$/gm)].map(([, name, type]) => [name, type]))
  return Object.entries(value).flatMap(([name, inner]) => {
    const type = types.get(name)
    if (type === undefined) return [`${path}.${name}`]
    const place = places.get(type.match(/II\w+/)?.[0] ?? '')
    return place && !/Quantity|IntOrString/.test(place) ? unknownFields(inner, place, `${path}.${name}`) : []
  })
}

const faultsOf = (manifest: Manifest): string[] => {
  const kind = manifest.kind as Kind
  const Model = models[kind] as unknown as { new (data: Manifest): { validate(): void }; apiVersion: string }
  expect(manifest.apiVersion).toBe(Model.apiVersion)
  new Model(manifest).validate()
  return unknownFields(manifest, join(packages, 'kubernetes-models', places[kind], `${kind}.d.ts`), kind)
}

describe('the manifests for Kubernetes', () => {
  test.each(manifests)('$file, $manifest.kind: is as its schema says, without unknown fields', ({ manifest }) =>
    expect(faultsOf(manifest)).toEqual([]),
  )

  test('that are mistaken are found', () => {
    const mistaken = structuredClone(named('Deployment', 'heard'))
    mistaken.spec.template.spec.containers[0].livnessProbe = {}
    expect(faultsOf(mistaken)).toEqual(['Deployment.spec.template.spec.containers[0].livnessProbe'])
    mistaken.spec.replicas = 'two'
    expect(() => faultsOf(mistaken)).toThrow('replicas must be integer')
  })

  test('are all applied, but for secrets and the migration, which come first', () => {
    const { resources } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'))
    const first = ['migration.yaml', 'secret.example.yaml']
    expect([...resources, ...first].sort()).toEqual(files.sort())
    for (const { manifest } of manifests) expect(manifest.metadata.namespace).toBe('heard')
  })

  const deployment = named('Deployment', 'heard')
  const [container] = deployment.spec.template.spec.containers
  const pods = [deployment, named('Job', 'heard-migration')].map(({ spec }) => spec.template)

  test('ask the program at addresses and a port that it has', () => {
    const served = [...read('src/server/operations.ts').matchAll(/\.get\('([^']+)'/g)].map(([, path]) => path)
    const [port] = container.ports
    expect(port.containerPort).toBe(loadConfig({}).port)
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      expect(served).toContain(probe.httpGet.path)
      expect(probe.httpGet.port).toBe(port.name)
    }
    // A process that is restarted while the database is away would only be away itself.
    expect(container.livenessProbe.httpGet.path).not.toBe(container.readinessProbe.httpGet.path)
    expect(named('Service', 'heard').spec.ports[0].targetPort).toBe(port.name)
    expect(named('NetworkPolicy', 'heard').spec.ingress[0].ports[0].port).toBe(port.containerPort)
  })

  test('select the pods that they are about', () => {
    const labels = deployment.spec.template.metadata.labels
    const all = [
      deployment.spec.selector.matchLabels,
      named('Service', 'heard').spec.selector,
      named('PodDisruptionBudget', 'heard').spec.selector.matchLabels,
    ]
    for (const selector of all) expect(selector).toEqual(labels)
    const policy = named('NetworkPolicy', 'heard').spec.podSelector.matchLabels
    for (const { metadata } of pods) expect(metadata.labels).toMatchObject(policy)
    expect(named('PodDisruptionBudget', 'heard').spec.minAvailable).toBeLessThan(deployment.spec.replicas)
  })

  test('set variables that there are, none of them secret in the open, and no secret at all', () => {
    const example = read('.env.example')
    const settings = named('ConfigMap', 'heard-settings').data
    const secrets = ['heard', 'heard-owner'].map((name) => named('Secret', name).stringData)
    const names = [settings, ...secrets].flatMap((data) => Object.keys(data))
    const known = [...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
    expect(names.filter((name) => !known.includes(name))).toEqual([])
    expect(Object.keys(settings).filter((name) => /SECRET|TOKEN|KEY|PASSWORD|DATABASE/.test(name))).toEqual([])
    expect(secrets.flatMap((data) => Object.values(data)).filter((value) => value !== '')).toEqual([])
    const filled = { HEARD_SECRET: 'k3Jx9vQ2Lr8Zt5Wm1Yb7Nc4Pd6Fg0HsA', DATABASE_URL: 'postgresql://heard@db/heard' }
    expect(loadConfig({ NODE_ENV: 'production', ...settings, ...filled }).publicUrl).toBe(settings.PUBLIC_URL)
    for (const { valueFrom } of pods[1].spec.containers[0].env) {
      const { name, key } = valueFrom.secretKeyRef
      expect(Object.keys(named('Secret', name).stringData)).toContain(key)
    }
  })

  test('run a command that there is, in the image of this version', () => {
    const [node, program, command] = pods[1].spec.containers[0].command
    expect([node, existsSync(join(root, program))]).toEqual(['node', true])
    expect(read(program)).toMatch(new RegExp(`\\b${command}\\b`))
    const { version } = JSON.parse(read('package.json'))
    for (const { spec } of pods) expect(spec.containers[0].image).toBe(`heard:${version}`)
    // The service runs what the image runs by itself.
    expect(container.command ?? container.args).toBeUndefined()
  })

  test('give no right that is not needed, as compose.yaml gives none', () => {
    for (const { spec } of pods) {
      expect(spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } })
      expect(spec.containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(spec.containers[0].resources.limits.memory).toBeDefined()
    }
    const { services } = parse(read('compose.yaml'))
    expect(container.resources.limits.memory).toBe(services.heard.mem_limit.replace(/m$/, 'Mi'))
  })

  test('leave the program the time that it takes to end', () => {
    const before = Number(container.lifecycle.preStop.exec.command[1])
    const grace = Number(parse(read('compose.yaml')).services.heard.stop_grace_period.replace('s', ''))
    expect(deployment.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(before + grace)
  })
})
