import type { Application } from './application.ts'
import { isOn } from './channels/index.ts'
import type { Config } from './config.ts'
import type { LocalSecret } from './local-secrets.ts'

/**
 * What to do next, for whoever has just started the program. Names variables and files, never a secret; but for the link with
 * which the first account is made, because whoever reads this output runs the service.
 */
export function welcome(
  {
    port,
    flows,
    unready,
    channels,
    firstAdministrator,
  }: Pick<Application, 'port' | 'flows' | 'unready' | 'channels' | 'firstAdministrator'>,
  config: Pick<Config, 'production' | 'publicUrl' | 'databaseUrl' | 'dataDirectory' | 'workers'>,
  local: LocalSecret | null,
): string {
  const here = `http://localhost:${port}`
  const base = config.publicUrl ?? here
  const states = channels.map((channel) =>
    isOn(channel)
      ? `  ${channel.name}: on\n${channel.endpoints.map(({ path }) => `    POST ${base}${path}`).join('\n')}`
      : `  ${channel.name}: off (set ${channel.missing.join(', ')})`,
  )
  const database = config.databaseUrl === undefined ? `PostgreSQL in ${config.dataDirectory}/` : 'DATABASE_URL'
  const notice = local
    ? [`Master secret: ${local.file}${local.created ? ' (made just now: keep it, and keep it secret)' : ''}`]
    : []
  const open = flows.length > 0 ? flows.join(', ') : `none; launch one at ${base}/console`
  const notYet = unready.flatMap(({ flow, reasons }) => [
    `Before ${flow} may be launched:`,
    ...reasons.map((reason) => `  ${reason}`),
  ])
  const console = firstAdministrator
    ? [
        'The console has no account yet. Whoever opens this link within 24 hours becomes its administrator, once:',
        `  ${base}${firstAdministrator}`,
      ]
    : [`Console: ${base}/console`]
  return [
    `Heard listens on ${here}${config.workers > 1 ? ` with ${config.workers} processes` : ''} and stores in ${database}.`,
    ...notice,
    '',
    ...(config.production ? [] : ['Talk to it at once, in the browser:', `  ${here}/try`]),
    'or in another terminal:',
    `  npx heard chat ${flows[0] ?? ''}`,
    '  npx heard chat --channel ussd',
    '',
    ...console,
    '',
    `Open flows: ${open}`,
    ...(config.production ? [] : ['In production only what is launched is open.']),
    ...notYet,
    'Channels, and where their providers send webhooks:',
    ...states,
    ...(config.publicUrl === undefined
      ? ['  PUBLIC_URL is not set: providers need an address that they can reach.']
      : []),
    '',
    'Figures: npx heard results <flow>        Health: GET /health/ready        Stop: Ctrl-C',
  ].join('\n')
}
