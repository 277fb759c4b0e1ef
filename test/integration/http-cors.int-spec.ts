import { type Answer, DemoApi, problemIn } from '../support/demo-api.js';

const SHOP = 'https://shop.example';
const READABLE =
  'Content-Location,ETag,Link,Location,Preference-Applied,Retry-After,Task-Status,Wait,WWW-Authenticate,X-Request-Id';

/** What a browser sends before a script's POST. */
const preflight = { Origin: SHOP, 'Access-Control-Request-Method': 'POST' };

const ofCors = ({ headers }: Answer): readonly string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('CORS for some origins', () => {
  let api: DemoApi;
  beforeAll(async () => {
    api = await DemoApi.open({ corsOrigins: [SHOP, 'http://localhost:5173'] });
  });
  afterAll(() => api.app.close());

  it.each(['/demo', '/demo/1', '/nowhere'])('answers the preflight of %s', async (path) => {
    const asked = { ...preflight, 'Access-Control-Request-Headers': 'prefer' };
    const { status, headers, text } = await api.ask('OPTIONS', path, { headers: asked });
    expect([status, text]).toEqual([204, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-methods': 'GET,HEAD,POST,DELETE,OPTIONS',
      'access-control-allow-headers':
        'Authorization,Content-Type,Idempotency-Key,If-None-Match,Last-Event-ID,Prefer,X-API-Key,X-Request-Id',
      'access-control-max-age': '600',
      vary: 'Origin',
      'x-request-id': expect.any(String),
    });
    expect(headers).not.toHaveProperty('content-length');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('leaves other OPTIONS alone', async () => {
    const { status, headers } = await api.ask('OPTIONS', '/demo', { headers: { Origin: SHOP } });
    expect([status, headers.allow]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
    expect((await api.ask('OPTIONS', '/nowhere')).status).toBe(404);
  });

  it.each([
    ['GET', '/demo', 200],
    ['GET', '/demo/answer', 202],
    ['GET', '/demo/unchanged', 304],
    ['GET', '/nowhere', 404],
    ['PUT', '/demo', 405],
    ['POST', '/demo', 415],
    ['GET', '/demo/fail/defect', 500],
    ['GET', '/demo/fail/store', 503],
    ['GET', '/demo/%zz', 400],
  ])('lets scripts read what %s %s is answered, %i', async (method, path, status) => {
    const body = method === 'POST' ? 'x' : '';
    const answer = await api.ask(method, path, { headers: { Origin: SHOP }, body });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-expose-headers': READABLE,
      vary: 'Origin',
    });
    if (status >= 400) problemIn(answer);
  });

  it('lets scripts read why their Accept was refused', async () => {
    const answer = await api.ask('GET', '/demo', { headers: { Origin: SHOP, Accept: 'text/html' } });
    expect(problemIn(answer)).toMatchObject({ status: 406 });
    expect(answer.headers['access-control-allow-origin']).toBe(SHOP);
  });

  it.each(['https://evil.example', 'null', `${SHOP}.evil.example`, 'http://shop.example'])(
    'is not for %s',
    async (origin) => {
      const answer = await api.ask('GET', '/demo', { headers: { Origin: origin } });
      expect([answer.status, answer.headers.vary]).toEqual([200, 'Origin']);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      const asked = await api.ask('OPTIONS', '/demo', { headers: { ...preflight, Origin: origin } });
      expect(asked.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('tells caches that answers without an origin vary as well', async () => {
    expect((await api.ask('GET', '/demo')).headers.vary).toBe('Origin');
  });

  it('adds to what a handler says that its answer varies by', async () => {
    for (const path of ['/demo/varied', '/demo/stream']) {
      const answer = await api.ask('GET', path, { headers: { Origin: SHOP } });
      expect(answer.headers).toMatchObject({ vary: 'Origin, Prefer', 'access-control-allow-origin': SHOP });
    }
  });

  it('gives an answer the id that its request has', async () => {
    const { headers, text } = await api.ask('GET', '/demo', { headers: { Origin: SHOP } });
    expect(JSON.parse(text)).toMatchObject({ id: headers['x-request-id'] });
  });
});

describe('CORS for all origins', () => {
  it('says so, whoever asks, and varies by nothing', async () => {
    const api = await DemoApi.open({ corsOrigins: ['*'] });
    for (const headers of [{ Origin: SHOP }, { Origin: 'null' }, {}] as const) {
      const answer = await api.ask('GET', '/demo', { headers: { ...headers } });
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers).not.toHaveProperty('vary');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    }
    await api.app.close();
  });
});

describe('without CORS', () => {
  it('nothing is said of origins', async () => {
    const api = await DemoApi.open();
    const asked = await api.ask('OPTIONS', '/demo', { headers: preflight });
    expect([asked.status, asked.headers.allow, ofCors(asked)]).toEqual([204, 'POST, GET, HEAD, OPTIONS', []]);
    const answer = await api.ask('GET', '/demo/varied', { headers: { Origin: SHOP } });
    expect([answer.headers.vary, ofCors(answer)]).toEqual(['Prefer', []]);
    await api.app.close();
  });
});
