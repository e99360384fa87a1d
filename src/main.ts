#!/usr/bin/env node
import { startApplication } from './application.ts'
import { loadConfig } from './config.ts'
import { exitWith, onStopSignal, outliveOutput } from './lifecycle.ts'
import { localSecret } from './local-secrets.ts'
import { createLog } from './log.ts'
import { welcome } from './welcome.ts'

outliveOutput()
try {
  const config = loadConfig()
  const log = createLog(config.logLevel)
  const local = config.secret === undefined ? localSecret(config.dataDirectory) : null
  const application = await startApplication(config, config.secret ?? local?.secret ?? '', log)
  onStopSignal(application.stop, log)
  console.log(welcome(application, config, local))
} catch (error) {
  exitWith(error)
}
