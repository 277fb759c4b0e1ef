import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventLogger } from '../logging/index.js';
import { BodyPipe } from './body.pipe.js';
import { enableCors } from './cors.js';
import { entrance } from './entrance.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';

/**
 * Installs what every request of this service goes through, and initialises the application. Expects one that was
 * created with PreparedExpressAdapter and `bodyParser: false`. CORS is for the given origins, and off without any.
 */
export async function configureHttp(
  app: NestExpressApplication,
  corsOrigins: readonly string[] = [],
): Promise<void> {
  const routes = new RouteTable();
  enableCors(app, corsOrigins);
  app.use(entrance(routes));
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalFilters(new ProblemFilter(routes, app.get(EventLogger)));
  await app.init();
  routes.read(app.getHttpAdapter().getInstance());
}
