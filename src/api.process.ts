import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from './api.module.js';
import { Authentication } from './platform/auth/index.js';
import { readSettings, Settings } from './platform/config/index.js';
import { ApiDocument } from './platform/docs/index.js';
import { configureHttp, PreparedExpressAdapter } from './platform/http/index.js';
import { EventLogger, LOGS_LATER, logTo } from './platform/logging/index.js';
import { RequestMetrics } from './platform/metrics/index.js';
import { HealthChecks } from './platform/ops/index.js';
import { RedisProvider } from './platform/redis/index.js';
import type { RunningProcess } from './process-end.js';
import { SubmissionAnswers } from './tasks/http/index.js';
import { type Resource, StorePartitions, Submission } from './tasks/index.js';

/** Makes an API application that serves the given resources; not listening yet. Errors: ConfigurationError. */
export async function createApi(
  env: NodeJS.ProcessEnv,
  resources: readonly Resource[],
  adapter = new PreparedExpressAdapter(),
): Promise<NestExpressApplication> {
  const settings = readSettings(
    env,
    resources.map((resource) => resource.settings),
  );
  const app = await NestFactory.create<NestExpressApplication>(
    await ApiModule.of(settings, resources),
    adapter,
    {
      bodyParser: false,
      ...LOGS_LATER,
      abortOnError: false,
    },
  );
  logTo(app.get(EventLogger), app);
  const redis = app.get(RedisProvider);
  app.get(HealthChecks).add({ name: 'redis', probe: 'ready', check: () => redis.check() });
  const requests = app.get(RequestMetrics);
  adapter.observe((request, response) => requests.begin(request, response));
  const submissions = app.get(SubmissionAnswers);
  adapter.answers(Submission, (submission, request, response) =>
    submissions.of(submission, request, response),
  );
  const authentication = app.get(Authentication);
  await configureHttp(app, adapter, {
    corsOrigins: settings.corsOrigins,
    publicUrl: settings.publicUrl,
    connectionsMax: settings.connectionsMax,
    admit: (request, isPublic) => authentication.admit(request, isPublic),
  });
  app.get(ApiDocument).describes(app);
  return app;
}

/** Starts an API process. Errors: ConfigurationError; EADDRINUSE when the port is taken. */
export async function startApi(
  env: NodeJS.ProcessEnv,
  resources: readonly Resource[],
): Promise<RunningProcess> {
  const adapter = new PreparedExpressAdapter();
  const app = await createApi(env, resources, adapter);
  const { host, port, shutdownDrainMs, shutdownGraceMs } = app.get(Settings);
  await app.listen(port, host);
  const log = app.get(EventLogger);
  log.info('api.started', { url: await app.getUrl() });
  const close = async (): Promise<void> => {
    app.get(HealthChecks).shutdown();
    adapter.retire();
    // A balancer goes on sending requests until it has seen that this process is unready.
    await delay(shutdownDrainMs);
    await app.close();
  };
  const { refused } = app.get(StorePartitions);
  return { log, graceMs: shutdownDrainMs + shutdownGraceMs, close, refused };
}
