import { DemoApi, problemIn } from '../support/demo-api.js';

let api: DemoApi;
beforeAll(async () => {
  api = await DemoApi.open();
});
afterAll(() => api.app.close());

describe('an answer', () => {
  it('carries what a handler returns, and works as ever with Express', async () => {
    const {
      status,
      headers,
      text: body,
    } = await api.ask('GET', '/demo?x=1', { headers: { 'User-Agent': 'curl' } });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ id: headers['x-request-id'], agent: 'curl', path: '/demo' });
    expect(headers).not.toHaveProperty('etag');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('is an HttpAnswer as it was made', async () => {
    const { status, headers, text: body } = await api.ask('GET', '/demo/answer');
    expect([status, body]).toEqual([202, '{"ü":1}']);
    expect(headers).toMatchObject({ wait: '3', 'content-length': '8', 'content-type': 'application/json' });
  });

  it('has no body for HEAD, and no length where there can be none', async () => {
    const head = await api.ask('HEAD', '/demo/answer');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([202, '', '8']);
    const unchanged = await api.ask('GET', '/demo/unchanged');
    expect([unchanged.status, unchanged.headers['content-length']]).toEqual([304, undefined]);
  });

  it.each(['/demo', '/demo/'])('is the same at %s', async (path) => {
    expect((await api.ask('GET', path)).status).toBe(200);
  });

  it("carries the client's request id where it is well-formed", async () => {
    const taken = await api.ask('GET', '/demo', { headers: { 'X-Request-Id': 'order-1' } });
    expect([taken.headers['x-request-id'], JSON.parse(taken.text)]).toMatchObject([
      'order-1',
      { id: 'order-1' },
    ]);
    const refused = await api.ask('GET', '/demo', { headers: { 'X-Request-Id': 'not "well" formed' } });
    expect(refused.headers['x-request-id']).toMatch(/^[\w-]{16}$/);
  });
});

describe('an error', () => {
  it.each([
    ['defect', 500, '/problems/internal'],
    ['store', 503, '/problems/unavailable'],
    ['forbidden', 403, 'about:blank'],
  ])('of a handler (%s) is told as %i and says nothing of its insides', async (how, status, type) => {
    const answer = await api.ask('GET', `/demo/fail/${how}`);
    expect(problemIn(answer)).toMatchObject({ status, type, instance: `/demo/fail/${how}` });
  });

  it('says when to come back to a store that is away', async () => {
    expect((await api.ask('GET', '/demo/fail/store')).headers['retry-after']).toBe('1');
  });

  it('that nobody foresaw is logged under the request id', async () => {
    const { headers } = await api.ask('GET', '/demo/fail/defect?token=x');
    const entry = api.events.find(({ requestId: id }) => id === headers['x-request-id']);
    expect(entry).toMatchObject({
      level: 50,
      event: 'http.failed',
      method: 'GET',
      path: '/demo/fail/defect',
    });
    expect(entry?.['err']).toMatchObject({ type: 'TypeError', message: 'secret words of /src/file.ts' });
  });

  it('in an answer that has begun cuts it off', async () => {
    await expect(api.ask('GET', '/demo/break')).rejects.toThrow('aborted');
  });

  it.each([
    ['GET', '/nowhere?x=1', 404, '/problems/not-found', '/nowhere'],
    ['POST', '/nowhere', 404, '/problems/not-found', '/nowhere'],
    ['GET', '//demo', 404, '/problems/not-found', '//demo'],
    ['GET', '/demo/007', 404, '/problems/not-found', '/demo/007'],
    ['GET', '/demo/1e3', 404, '/problems/not-found', '/demo/1e3'],
    ['GET', '/demo/%zz', 400, '/problems/malformed-request', '/demo/%25zz'],
    ['DELETE', '/demo/', 405, '/problems/method-not-allowed', '/demo/'],
    ['PUT', '/demo', 405, '/problems/method-not-allowed', '/demo'],
    ['POST', '/demo/answer', 405, '/problems/method-not-allowed', '/demo/answer'],
  ])('for %s %s is %i', async (method, path, status, type, instance) => {
    const answer = await api.ask(method, path, { headers: { 'Content-Type': 'text/plain' } });
    expect(problemIn(answer)).toMatchObject({ status, type, instance });
  });

  it('has no body for HEAD', async () => {
    expect(await api.ask('HEAD', '/nowhere')).toMatchObject({ status: 404, text: '' });
  });

  it('about a long path tells some of it', async () => {
    const { instance } = problemIn(await api.ask('GET', `/${'x'.repeat(4_000)}`));
    expect(instance).toHaveLength(256);
  });
});

describe('OPTIONS and Allow', () => {
  it.each([
    ['/demo', 'POST, GET, HEAD, OPTIONS'],
    ['/demo/answer', 'GET, HEAD, OPTIONS'],
    ['*', 'POST, GET, HEAD, OPTIONS'],
  ])('name what %s takes', async (path, allow) => {
    const { status, headers, text: body } = await api.ask('OPTIONS', path);
    expect([status, headers.allow, body]).toEqual([204, allow, '']);
  });

  it('are told with a 405, and for unknown paths not at all', async () => {
    expect((await api.ask('PATCH', '/demo')).headers.allow).toBe('POST, GET, HEAD, OPTIONS');
    expect((await api.ask('OPTIONS', '/nowhere')).status).toBe(404);
  });
});

describe('Accept', () => {
  it.each(['text/html', 'application/json;q=0, text/html', 'text/event-stream'])(
    'of %s alone is answered by 406',
    async (accept) => {
      const answer = await api.ask('GET', '/demo', { headers: { Accept: accept } });
      expect(problemIn(answer)).toMatchObject({ status: 406, type: '/problems/not-acceptable' });
    },
  );

  it.each(['*/*', 'application/*', 'text/html, application/json;q=0.1', 'text/html, */*;q=0.1'])(
    'of %s gets JSON',
    async (accept) => {
      expect((await api.ask('GET', '/demo', { headers: { Accept: accept } })).status).toBe(200);
    },
  );

  it('changes nothing for a path that is not there', async () => {
    expect((await api.ask('GET', '/nowhere', { headers: { Accept: 'text/html' } })).status).toBe(404);
  });
});
