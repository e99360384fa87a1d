import type { ChannelSettings } from '../../src/channels/index.ts'

/** Everything set, so that every channel is on. */
export const settings = {
  publicUrl: 'https://heard.example.org',
  twilio: {
    authToken: '5ee1f1dbd08a5a8d3c1e9f0a7b6c4d21',
    accountSid: 'AC0123456789abcdef0123456789abcdef',
    numbers: ['+15005550006', '+15005550007'],
    apiRoot: 'https://api.twilio.com',
    redact: false,
  },
  telegram: {
    botToken: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
    webhookSecret: 'Zk3v-9pQ_telegram_webhook_8sJw2nBx',
    apiRoot: 'http://127.0.0.1:1',
  },
  africasTalking: {
    webhookSecret: 'r7Hq2Lw9-africastalking-path-Xc5Vb1',
    username: 'sandbox',
    apiKey: 'atsk_41f5c0b7a6d94c1b8e23',
    apiRoot: 'http://127.0.0.1:1',
    sender: '22384',
  },
  ussd: {
    limit: 160,
    codes: [
      { code: '*384*4737#', flow: 'health-services', limit: 160 },
      { code: '*384*4738#', flow: 'safety', limit: 182 },
    ],
  },
} as const satisfies ChannelSettings

/** Nothing set, so that every channel is off. */
export const noSettings: ChannelSettings = {
  publicUrl: undefined,
  twilio: { authToken: undefined, accountSid: undefined, numbers: [], apiRoot: 'http://127.0.0.1:1', redact: false },
  telegram: { botToken: undefined, webhookSecret: undefined, apiRoot: 'http://127.0.0.1:1' },
  africasTalking: {
    webhookSecret: undefined,
    username: undefined,
    apiKey: undefined,
    apiRoot: 'http://127.0.0.1:1',
    sender: undefined,
  },
  ussd: { limit: 160, codes: [] },
}
