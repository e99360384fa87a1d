import type { Medium } from './medium.ts'
import { sms } from './sms.ts'
import { telegram } from './telegram.ts'
import { ussd } from './ussd.ts'
import { whatsapp } from './whatsapp.ts'

/** Every medium, for previews; `ussdLimit` is the number of characters on a USSD page. */
export const createMedia = (ussdLimit: number): readonly Medium[] => [sms, ussd(ussdLimit), telegram, whatsapp]
