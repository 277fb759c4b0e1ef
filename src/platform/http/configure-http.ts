import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { EventLogger } from '../logging/index.js';
import { jsonBody } from './json-body.js';
import { ProblemFilter } from './problem.filter.js';
import { identifyRequest } from './request-id.js';
import { RouteTable } from './route-table.js';
import { validationPipe } from './validation.pipe.js';

/**
 * Installs what every request of this service goes through, and initialises the application. Expects one that was
 * created with PreparedExpressAdapter and `bodyParser: false`.
 */
export async function configureHttp(app: NestExpressApplication): Promise<void> {
  const routes = new RouteTable();
  app.use(identifyRequest);
  app.use(jsonBody(routes));
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(routes, app.get(EventLogger)));
  await app.init();
  routes.read(app.getHttpAdapter().getInstance() as Express);
}
