import { sameSecret } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import type { WebhookRequest } from './channel.ts'

/** What both services of Africa's Talking, USSD and SMS, have in common. */
export interface AfricasTalkingAccount {
  readonly webhookSecret: string | undefined
}

/** Where Africa's Talking reaches this program. It signs nothing, so the address itself carries a secret. */
export const webhookRoot = '/webhooks/africastalking/:secret'

export function authenticateBySecret({ parameters }: WebhookRequest, webhookSecret: string): void {
  if (!sameSecret(parameters.secret ?? '', webhookSecret)) throw new Problem('not_authentic')
}
