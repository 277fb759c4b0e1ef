import { accepted, type Answer, type Client, MUSTANG } from '../support/client.js';
import { Stack } from '../support/stack.js';
import type { ProblemDocument } from '../support/task-document.js';

describe('every request', () => {
  let stack: Stack;
  let client: Client;
  let api: Awaited<ReturnType<Stack['api']>>;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
    api = await stack.api();
    ({ client } = api);
  });
  afterAll(() => stack.close());

  /** One request for each sort of answer. */
  const requests: readonly (readonly [what: string, send: () => Promise<Answer>])[] = [
    ['an order', () => client.post('/cars', MUSTANG)],
    ['a read', () => client.get('/cars/1')],
    ['a list', () => client.get('/tasks')],
    ['a task', async () => client.get(await client.order())],
    ['no such task', () => client.get('/tasks/0')],
    ['no such path', () => client.get('/nothing')],
    ['a body that is not valid', () => client.post('/cars', {})],
    ['a method that is not taken', () => client.send('PUT', '/cars')],
    ['a media type that can not be given', () => client.get('/tasks', { Accept: 'text/html' })],
    ['health', () => client.get('/health/live')],
    ['options', () => client.send('OPTIONS', '/cars')],
    ['a path that can not be read', () => client.get('/%zz')],
  ];

  it.each(requests)('gets an id with its answer: %s', async (_, send) => {
    const first = await send();
    const second = await send();
    expect(first.headers.get('X-Request-Id')).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    expect(second.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'));
  });

  it.each(['order-4711', 'A.b_c-9', 'x', 'y'.repeat(64)])('keeps the well-formed id %s', async (id) => {
    const answer = await client.get('/tasks', { 'X-Request-Id': id });
    expect(answer.headers.get('X-Request-Id')).toBe(id);
  });

  it.each(['two words', '', 'z'.repeat(65), '"quoted"', 'a,b', 'a/b'])(
    'replaces the malformed id "%s"',
    async (id) => {
      const answer = await client.get('/tasks', { 'X-Request-Id': id });
      expect(answer.headers.get('X-Request-Id')).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
      expect(answer.headers.get('X-Request-Id')).not.toBe(id);
    },
  );

  it('never tells what it runs on', async () => {
    for (const [, send] of requests) {
      const { headers, text } = await send();
      expect(headers.has('X-Powered-By')).toBe(false);
      expect(headers.has('Operation-Location')).toBe(false);
      expect(text).not.toMatch(/node_modules|\.js:\d|nestjs|ioredis|bullmq/i);
    }
  });

  it('is answered with problem details when the method is not taken, and told which are', async () => {
    const answer = await client.send('DELETE', '/cars');
    expect(answer.status).toBe(405);
    expect(
      answer.headers
        .get('Allow')
        ?.split(', ')
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['OPTIONS', 'POST']);
    expect(answer.body).toMatchObject({ status: 405, title: expect.any(String), instance: '/cars' });
  });

  it('is answered with 406 when only other media types are taken, and makes no task', async () => {
    const before = (await client.get('/tasks?limit=100')).body;
    const answer = await client.post('/cars', MUSTANG, { Accept: 'text/html' });
    expect(answer.status).toBe(406);
    expect((await client.get('/tasks?limit=100')).body).toHaveLength((before as unknown[]).length);
    expect((answer.body as ProblemDocument).status).toBe(406);
  });

  it('may be a HEAD, which has the same headers and no body', async () => {
    const location = await client.order();
    const get = await client.get(location);
    const head = await client.send('HEAD', location);
    expect(head.status).toBe(get.status);
    expect(head.text).toBe('');
    for (const name of ['Location', 'Task-Status', 'Content-Type']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
  });

  it('leaves its id in the log of the worker that did what it asked for', async () => {
    const answer = await client.post('/cars', MUSTANG, { 'X-Request-Id': 'find-me-again' });
    const worker = await stack.worker();
    const task = Number(accepted(answer).slice('/tasks/'.length));
    expect(await worker.logged('task.finished', { task })).toMatchObject({
      requestId: 'find-me-again',
      attempt: 1,
    });
  });
});

describe('an API behind a public URL', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0', PUBLIC_URL: 'https://factory.example/v1/' } });
    ({ client } = await stack.api());
    await stack.worker();
  });
  afterAll(() => stack.close());

  it('names absolute places everywhere', async () => {
    const answer = await client.post('/cars', MUSTANG);
    const location = answer.headers.get('Location') ?? '';
    expect(location).toMatch(/^https:\/\/factory\.example\/v1\/tasks\/\d+$/);
    expect(answer.headers.get('Content-Location')).toBe(location);

    const path = new URL(location).pathname.replace('/v1', '');
    const result = await client.get(`${path}/result`);
    expect(result.headers.get('Content-Location')).toBe(location);
    const queued = await client.get('/cars/4711');
    const read = queued.headers.get('Location') ?? '';
    await client.send('DELETE', new URL(read).pathname.replace('/v1', ''));
    const cancellation = await client.get(`${new URL(read).pathname.replace('/v1', '')}/cancellation`);
    expect(cancellation.headers.get('Content-Location')).toBe(read);

    const { answer: end } = await client.follow(path);
    expect(end.headers.get('Location')).toMatch(/^https:\/\/factory\.example\/v1\/cars\/\d+$/);
    await client.order();
    const page = await client.get('/tasks?limit=1');
    expect(page.headers.get('Link')).toMatch(/^<https:\/\/factory\.example\/v1\/tasks\?/);
  });
});
