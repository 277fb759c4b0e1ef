import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { EventLogger } from '../logging/index.js';
import { BodyPipe } from './body.pipe.js';
import { limitConnections } from './connection-limit.js';
import { enableCors } from './cors.js';
import { DirectRoutes } from './direct-routes.js';
import { type Admission, entrance } from './entrance.js';
import type { PreparedExpressAdapter } from './prepared-express.adapter.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';

/** Who may use the service over HTTP, and how much of it. */
export interface HttpOptions {
  /** The pages whose scripts may; CORS is off without any. */
  readonly corsOrigins: readonly string[];
  /** Where clients reach the service; empty where nobody said. */
  readonly publicUrl: string;
  /** How many connections there may be at once. */
  readonly connectionsMax: number;
  readonly admit: Admission;
}

/**
 * Installs what every request of this service goes through, and initialises the application. Expects one that was
 * created with this adapter and `bodyParser: false`.
 */
export async function configureHttp(
  app: NestExpressApplication,
  adapter: PreparedExpressAdapter,
  { corsOrigins, publicUrl, connectionsMax, admit }: HttpOptions,
): Promise<void> {
  const log = app.get(EventLogger);
  const server: Server = app.getHttpServer();
  limitConnections(server, connectionsMax, log);
  adapter.answerWith(securityHeaders(publicUrl));
  const routes = new RouteTable();
  enableCors(app, corsOrigins);
  const direct = new DirectRoutes(entrance(routes, admit));
  app.use(direct.middleware);
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalFilters(new ProblemFilter(routes, log));
  await app.init();
  const express: Express = app.getHttpAdapter().getInstance();
  routes.read(express);
  direct.read(express);
  adapter.handleBy(direct);
}
