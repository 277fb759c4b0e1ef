import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { DirectRoutes } from './direct-routes.js';

const REFUSED = new Error('refused');

/** Sends a request to routes like those of the service, and tells which way it went and whose it was. */
function send(method: string, url: string, before: readonly RequestHandler[] = []) {
  const seen: string[] = [];
  const app = express();
  const direct = new DirectRoutes((request, _, next) => {
    seen.push('entrance');
    if (request.url === '/thrown') throw REFUSED;
    next(request.url.startsWith('/refused') ? REFUSED : undefined);
  });
  app.use((_request, _response, next) => next());
  for (const one of before) app.use(one);
  app.use(direct.middleware);
  const handler =
    (name: string): RequestHandler =>
    (request, _response, next) => {
      seen.push([name, ...Object.values(request.params)].join(' '));
      if (request.params['id'] === '13') next(REFUSED);
      if (request.params['id'] === '14') throw REFUSED;
    };
  app.get('/cars/new', handler('new'));
  app.get('/cars/:id', handler('car'));
  app.get('/refused', handler('refused'));
  app.post('/cars', handler('order'));
  app.get('/both', handler('first'), handler('second'));
  app.get('/:any/open', handler('any'));
  app.get('/cars/:id/open', handler('behind'));
  app.use((error: Error, _request: Request, _response: Response, _next: unknown) => {
    seen.push(error.message);
  });
  app.get('/late', handler('late'));
  direct.read(app);

  const request = new IncomingMessage(new Socket()) as Request;
  Object.assign(request, { method, url });
  const response = new ServerResponse(request) as Response;
  direct.handle(request, response, () => {
    seen.push('express');
    app(request, response, () => seen.push('end'));
  });
  return { seen, request, response };
}

describe('DirectRoutes', () => {
  it.each([
    ['GET', '/cars/1', 'car 1'],
    ['GET', '/cars/new', 'new'],
    ['GET', '/cars/1/', 'car 1'],
    ['POST', '/cars', 'order'],
  ])('take %s %s to its handler', (method, url, handled) => {
    expect(send(method, url).seen).toEqual(['entrance', handled]);
  });

  it('leave on a request what Express would have', () => {
    const { request, response } = send('GET', '/cars/1');
    expect(request).toMatchObject({
      params: { id: '1' },
      route: { path: '/cars/:id' },
      originalUrl: '/cars/1',
      baseUrl: '',
    });
    expect([request.res, response.locals]).toEqual([response, {}]);
  });

  it.each([
    ['HEAD', '/cars/1', 'car 1'],
    ['GET', '/cars/1?a=b', 'car 1'],
    ['GET', '/cars/%31', 'car 1'],
    ['GET', '/both', 'first'],
    ['GET', '/late', 'late'],
    ['GET', '/cars/7/open', 'behind 7'],
    ['GET', '/nowhere', 'end'],
  ])('leave %s %s to Express, entered once', (method, url, handled) => {
    const { seen } = send(method, url);
    expect(seen.slice(0, 3)).toEqual(['entrance', 'express', handled]);
  });

  it.each([
    ['the entrance refuses', '/refused', ['entrance', 'express', 'refused']],
    ['the entrance throws', '/thrown', ['entrance', 'express', 'refused']],
    ['a handler passes on', '/cars/13', ['entrance', 'car 13', 'express', 'refused']],
  ])("have what %s told by Express' error handler", (_, url, ways) => {
    expect(send('GET', url).seen).toEqual(ways);
  });

  it("have what a handler throws told by Express' error handler", async () => {
    const { seen } = send('GET', '/cars/14');
    await Promise.resolve();
    expect(seen).toEqual(['entrance', 'car 14', 'express', 'refused']);
  });

  it('leave everything to Express where other middleware stands before the routes', () => {
    const { seen } = send('GET', '/cars/1', [(_request, _response, next) => next()]);
    expect(seen).toEqual(['express', 'entrance', 'car 1']);
  });
});
