import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventLogger } from '../logging/index.js';
import { BodyPipe } from './body.pipe.js';
import { enableCors } from './cors.js';
import { type Admission, entrance } from './entrance.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';

/** Who may use the service over HTTP. */
export interface HttpOptions {
  /** The pages whose scripts may; CORS is off without any. */
  readonly corsOrigins: readonly string[];
  readonly admit: Admission;
}

/**
 * Installs what every request of this service goes through, and initialises the application. Expects one that was
 * created with PreparedExpressAdapter and `bodyParser: false`.
 */
export async function configureHttp(
  app: NestExpressApplication,
  { corsOrigins, admit }: HttpOptions,
): Promise<void> {
  const routes = new RouteTable();
  enableCors(app, corsOrigins);
  app.use(entrance(routes, admit));
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalFilters(new ProblemFilter(routes, app.get(EventLogger)));
  await app.init();
  routes.read(app.getHttpAdapter().getInstance());
}
