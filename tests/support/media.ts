import { createChannels } from '../../src/channels/index.ts'
import { servedMedia, simulatedService } from '../../src/channels/services.ts'
import { loadConfig } from '../../src/config.ts'

/** As nobody has switched on any of them. */
export const testChannels = createChannels(loadConfig({}))

/** Every medium, on a network that passes 160 characters on one USSD page. */
export const testMedia = servedMedia(testChannels, 160)

/** What a phone can do that nobody says more about. */
export const testService = (medium: { readonly name: string }) => simulatedService(testChannels, medium)
