import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readSettings } from './platform/config/index.js';
import { EventLogger, NestLogger } from './platform/logging/index.js';
import { untilStopped } from './process-end.js';
import type { Resource } from './tasks/index.js';
import { WorkerModule } from './worker.module.js';

/** Runs a worker process for the given resources until it is told to stop. Errors: ConfigurationError. */
export async function runWorker(env: NodeJS.ProcessEnv, resources: readonly Resource[]): Promise<void> {
  const settings = readSettings(
    env,
    resources.map((resource) => resource.settings),
  );
  const app = await NestFactory.createApplicationContext(await WorkerModule.of(settings, resources), {
    bufferLogs: true,
    abortOnError: false,
  });
  const log = app.get(EventLogger);
  app.useLogger(new NestLogger(log));
  untilStopped(log, settings.shutdownGraceMs, () => app.close());
}
