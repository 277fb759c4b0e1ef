import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readSettings } from './platform/config/index.js';
import { EventLogger, LOGS_LATER, logTo } from './platform/logging/index.js';
import type { RunningProcess } from './process-end.js';
import { type Resource, StorePartitions } from './tasks/index.js';
import { WorkerModule } from './worker.module.js';

/** Starts a worker process for the given resources. Errors: ConfigurationError; EADDRINUSE when its health port is taken. */
export async function startWorker(
  env: NodeJS.ProcessEnv,
  resources: readonly Resource[],
): Promise<RunningProcess> {
  const settings = readSettings(
    env,
    resources.map((resource) => resource.settings),
  );
  const app = await NestFactory.createApplicationContext(await WorkerModule.of(settings, resources), {
    ...LOGS_LATER,
    abortOnError: false,
  });
  const log = app.get(EventLogger);
  logTo(log, app);
  const { refused } = app.get(StorePartitions);
  return { log, graceMs: settings.shutdownGraceMs, close: () => app.close(), refused };
}
