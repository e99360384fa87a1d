import { settings } from '../../tests/channels/settings.ts'

/** The master secret of the servers that are measured. */
export const masterSecret = 'a master secret that is used in benchmarks only'

/** How the servers are set up: as in operation, but for the number of messages that one person may send. */
export const variables: Readonly<Record<string, string>> = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'warn',
  HEARD_SECRET: masterSecret,
  PUBLIC_URL: settings.publicUrl,
  TWILIO_AUTH_TOKEN: settings.twilio.authToken,
  TWILIO_ACCOUNT_SID: settings.twilio.accountSid,
  AFRICASTALKING_WEBHOOK_SECRET: settings.africasTalking.webhookSecret,
  USSD_CODES: '*384*1#=health-services,*384*2#=education-services',
  CONTACT_MESSAGES_PER_MINUTE: '100000',
}

/** The number of the n-th person; throws when the numbers of that form run out. */
export function phoneOf(person: number): string {
  if (person >= 1e8) throw new Error('There are no more telephone numbers.')
  return `+2547${String(person).padStart(8, '0')}`
}
