/**
 * The API on one of three adapters; started by bench/adapter.mjs as `ADAPTER=… node bench/adapter-api.mjs`:
 *   prepared  the service's own
 *   plain     the same, but with Node's own request and response classes: what the prepared prototypes alone bring
 *   nest      Nest's ExpressAdapter as it is, sending answers the way Express does
 */
import { ExpressAdapter } from '@nestjs/platform-express';
import { createApi } from '../dist/api.process.js';
import { HttpAnswer, PreparedExpressAdapter } from '../dist/platform/http/index.js';
import { resources } from '../dist/resources/index.js';

class PlainAdapter extends PreparedExpressAdapter {
  initHttpServer() {
    this.listenWith({});
  }
}

class NestAdapter extends PreparedExpressAdapter {
  initHttpServer(options) {
    ExpressAdapter.prototype.initHttpServer.call(this, options);
  }

  reply(response, body, status) {
    if (!(body instanceof HttpAnswer)) return super.reply(response, body, status);
    return response.status(body.status).set(body.headers).send(body.body);
  }
}

const adapters = { prepared: PreparedExpressAdapter, plain: PlainAdapter, nest: NestAdapter };
const app = await createApi(process.env, resources, new adapters[process.env.ADAPTER]());
await app.listen(Number(process.env.PORT), process.env.HOST);
