import { createMedia } from '../../src/channels/media/index.ts'

/** Every kind of phone screen, USSD as an operator passes it on who says nothing else. */
export const testMedia = createMedia(160)
