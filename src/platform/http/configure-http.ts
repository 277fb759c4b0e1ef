import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventLogger } from '../logging/index.js';
import { BodyPipe } from './body.pipe.js';
import { entrance } from './entrance.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';

/**
 * Installs what every request of this service goes through, and initialises the application. Expects one that was
 * created with PreparedExpressAdapter and `bodyParser: false`.
 */
export async function configureHttp(app: NestExpressApplication): Promise<void> {
  const routes = new RouteTable();
  app.use(entrance(routes));
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalFilters(new ProblemFilter(routes, app.get(EventLogger)));
  await app.init();
  routes.read(app.getHttpAdapter().getInstance());
}
