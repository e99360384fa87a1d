#!/usr/bin/env node
import { startApplication } from './application.ts'
import { loadConfig } from './config.ts'
import { exitWith, onStopSignal, outliveOutput } from './lifecycle.ts'
import { localSecret } from './local-secrets.ts'
import { createLog } from './log.ts'
import { welcome } from './welcome.ts'
import { announce, workerNumber } from './worker.ts'
import { isPrimary, startWorkers } from './workers.ts'

outliveOutput()
try {
  const config = loadConfig()
  const log = createLog(config.logLevel, process.stdout, workerNumber())
  const local = config.secret === undefined ? localSecret(config.dataDirectory) : null
  const application =
    isPrimary && config.workers > 1
      ? await startWorkers(config, log)
      : await startApplication(config, config.secret ?? local?.secret ?? '', log)
  onStopSignal(application.stop, log)
  if (isPrimary) console.log(welcome(application, config, local))
  else await announce(application)
} catch (error) {
  exitWith(error)
}
