import { createHash } from 'node:crypto';
import { type Answer, type Client, accepted, MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { EventReader } from '../support/event-reader.js';
import type { ServiceProcess } from '../support/service-process.js';
import { keysLike } from '../support/keys.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';
import { TokenIssuer } from '../support/tokens.js';

/** A way in which clients say who they are, with two principals and one that sees all. */
interface Mode {
  readonly env: Readonly<Record<string, string>>;
  readonly ann: Readonly<Record<string, string>>;
  readonly bob: Readonly<Record<string, string>>;
  readonly boss: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

const keyOf = (name: string, letter: string): string => `${name}.${letter.repeat(43)}`;
const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');

async function byKey(): Promise<Mode> {
  const [ann, bob, boss] = [keyOf('ann', 'a'), keyOf('bob', 'b'), keyOf('boss', 'c')] as const;
  const entries = [`ann:${digestOf(ann)}`, `bob:${digestOf(bob)}`, `boss:${digestOf(boss)}:operator`];
  const carry = (key: string) => ({ 'X-API-Key': key });
  const env = { AUTH: 'api-key', API_KEYS: entries.join(',') };
  return { env, ann: carry(ann), bob: carry(bob), boss: carry(boss), close: async () => undefined };
}

async function byToken(): Promise<Mode> {
  const issuer = await TokenIssuer.open();
  const carry = async (subject: string, scope = 'none') => ({
    Authorization: `Bearer ${await issuer.token({ subject, scope })}`,
  });
  const [ann, bob, boss] = await Promise.all([carry('ann'), carry('bob'), carry('boss', 'tasks:all')]);
  return { env: issuer.env(), ann, bob, boss, close: () => issuer.close() };
}

/** An answer without what belongs to the one request: nothing else may differ between two that must look the same. */
function shapeOf({ status, headers, text }: Answer, id: string): unknown {
  const own = new Set(['x-request-id', 'date', 'content-length']);
  const told = [...headers.entries()].filter(([name]) => !own.has(name));
  return { status, told, text: text.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), '<id>') };
}

describe.each([
  ['api-key', byKey],
  ['jwt', byToken],
])('with AUTH=%s', (_, open) => {
  let mode: Mode;
  let stack: Stack;
  let client: Client;
  let worker: ServiceProcess;
  const never = '987654321';

  const order = async (who: Readonly<Record<string, string>>): Promise<string> =>
    accepted(await client.post('/cars', MUSTANG, who));
  const ended = async (location: string, who: Readonly<Record<string, string>>): Promise<Answer> =>
    eventually(async () => {
      const answer = await client.get(location, who);
      expect(answer.status).not.toBe(202);
      return answer;
    });
  const ids = async (who: Readonly<Record<string, string>>, query = ''): Promise<readonly number[]> =>
    ((await client.get(`/tasks${query}`, who)).body as TaskDocument[]).map(({ task_id }) => task_id);

  /** The worker stands still, and nothing is handed to it any more. */
  const freeze = async (): Promise<void> => {
    worker.signal('SIGSTOP');
    await eventually(async () => expect(await stack.redis.keys(stack.key('tasks', 'idle:*'))).toEqual([]));
  };

  beforeAll(async () => {
    mode = await open();
    stack = await Stack.open({ env: { ...mode.env, CAR_BUILD_SECONDS: '0', TASK_RETENTION_SECONDS: '2' } });
    ({ client } = await stack.api());
    worker = await stack.worker();
  });

  afterAll(async () => {
    await mode.close();
    await stack.close();
  });

  const routes = [
    ['GET', ''],
    ['HEAD', ''],
    ['DELETE', ''],
    ['GET', '/result'],
    ['GET', '/cancellation'],
  ] as const;

  it.each(routes)(
    '%s /tasks/{id}%s tells no stranger from a task that never was, whatever its state',
    async (method, tail) => {
      const queuedOrDone = await order(mode.ann);
      const look = async (location: string): Promise<unknown> =>
        shapeOf(
          await client.send(method, location + tail, { headers: mode.bob }),
          location.slice('/tasks/'.length),
        );
      const nothing = await look(`/tasks/${never}`);
      expect(nothing).toMatchObject({ status: 404 });
      expect(await look(queuedOrDone)).toEqual(nothing);
      await ended(queuedOrDone, mode.ann);
      expect(await look(queuedOrDone)).toEqual(nothing);
      // Once its retention is over its owner is told, and nobody else.
      await eventually(async () => expect((await client.get(queuedOrDone, mode.ann)).status).toBe(410));
      expect(await look(queuedOrDone)).toEqual(nothing);
    },
  );

  it('nobody cancels what is another’s, but an operator does', async () => {
    const slow = await stack.api({ CAR_BUILD_SECONDS: '60' });
    await freeze();
    const location = accepted(await slow.client.post('/cars', MUSTANG, mode.ann));
    expect((await client.send('DELETE', location, { headers: mode.bob })).status).toBe(404);
    expect((await client.get(location, mode.ann)).headers.get('Task-Status')).toBe('queued');
    expect((await client.send('DELETE', location, { headers: mode.boss })).status).toBe(200);
    worker.signal('SIGCONT');
  });

  it('lists show one’s own, and an operator all', async () => {
    const anns = Number((await order(mode.ann)).slice('/tasks/'.length));
    const bobs = Number((await order(mode.bob)).slice('/tasks/'.length));
    expect(await ids(mode.ann)).toContain(anns);
    expect(await ids(mode.ann, '?limit=100')).not.toContain(bobs);
    expect(await ids(mode.bob, '?limit=100&resource=/cars/')).not.toContain(anns);
    expect(await ids(mode.boss)).toEqual(expect.arrayContaining([anns, bobs]));
    expect(await ids(mode.boss, '?resource=/cars/&verb=POST')).toEqual(expect.arrayContaining([anns, bobs]));
    expect((await client.get(`/tasks/${anns}`, mode.boss)).status).not.toBe(404);
  });

  it('streams of lists tell of one’s own, and an operator of all', async () => {
    const readers = await Promise.all(
      [mode.ann, mode.bob, mode.boss].map((who) => EventReader.open(`${client.url}/tasks?limit=1`, who)),
    );
    const [ann, bob, boss] = readers as [EventReader, EventReader, EventReader];
    const anns = Number((await order(mode.ann)).slice('/tasks/'.length));
    const bobs = Number((await order(mode.bob)).slice('/tasks/'.length));
    const told = (reader: EventReader): readonly number[] => reader.events.map(({ task }) => task.task_id);
    await eventually(() => expect(told(boss)).toEqual(expect.arrayContaining([anns, bobs])));
    await eventually(() => expect(told(ann)).toContain(anns));
    await eventually(() => expect(told(bob)).toContain(bobs));
    expect(told(ann)).not.toContain(bobs);
    expect(told(bob)).not.toContain(anns);
    for (const reader of readers) reader.close();
  });

  it('keys of two clients are two keys, and identical reads of two are two tasks', async () => {
    const key = { 'Idempotency-Key': `k-${stack.prefix}` };
    const anns = await client.post('/cars', MUSTANG, { ...mode.ann, ...key });
    const bobs = await client.post('/cars', { ...MUSTANG, color: 'Red' }, { ...mode.bob, ...key });
    expect([anns.status, bobs.status]).toEqual([202, 202]);
    expect(anns.headers.get('Location')).not.toBe(bobs.headers.get('Location'));
    const again = await client.post('/cars', MUSTANG, { ...mode.ann, ...key });
    expect(again.headers.get('Content-Location') ?? again.headers.get('Location')).toBe(
      anns.headers.get('Location'),
    );
    await freeze();
    const reads = await Promise.all([mode.ann, mode.ann, mode.bob].map((who) => client.get('/cars/1', who)));
    worker.signal('SIGCONT');
    const [first, second, others] = reads.map((read) => read.headers.get('Location'));
    expect(second).toBe(first);
    expect(others).not.toBe(first);
  });

  it.each([
    ['GET', '/tasks'],
    ['GET', '/tasks/1'],
    ['DELETE', '/tasks/1'],
    ['GET', '/tasks/1/result'],
    ['GET', '/tasks/1/cancellation'],
    ['POST', '/cars'],
    ['GET', '/cars/1'],
    ['POST', '/tickets'],
  ])('%s %s asks who it is, before it looks at anything else', async (method, path) => {
    const body = method === 'POST' ? { body: 'no json' } : {};
    const answer = await client.send(method, path, { ...body, headers: { Accept: 'image/png' } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^(ApiKey|Bearer) realm="tasks"/);
    expect(answer.body).toMatchObject({ type: expect.stringMatching(/\/unauthenticated$/) });
  });

  it.each([
    '/health/live',
    '/health/ready',
    '/openapi.json',
    '/docs',
    '/problems',
    '/problems/unauthenticated',
  ])('%s is open to all', async (path) => {
    expect((await client.get(path)).status).toBe(200);
  });

  it('the document says how to tell who one is', async () => {
    const { body } = await client.get('/openapi.json');
    const { security, components } = body as {
      readonly security: readonly Record<string, unknown>[];
      readonly components: { readonly securitySchemes: object };
    };
    expect(Object.keys(components.securitySchemes)).toEqual(
      security.flatMap((scheme) => Object.keys(scheme)),
    );
    expect(security).toHaveLength(1);
  });

  it('a ticket opens the one stream that it was made for, with its maker’s rights, and nothing else', async () => {
    const location = await order(mode.ann);
    const { status, body } = await client.post('/tickets', { path: location }, mode.ann);
    expect([status, body]).toEqual([
      200,
      { url: expect.stringContaining(`${location}?ticket=`), expires_in: 60 },
    ]);
    const { url } = body as { readonly url: string };
    const reader = await EventReader.open(new URL(url, client.url).href);
    await reader.until(({ task }) => task.status === 'finished');
    reader.close();
    const search = new URL(url, client.url).search;
    const refused = [
      client.get(`/tasks${search}`),
      client.get(`/tasks/1${search}`),
      client.get(`${location}/result${search}`),
      client.send('DELETE', url),
      client.get(`${url}x`),
      client.get(`${location}?ticket=`),
    ];
    expect((await Promise.all(refused)).map((answer) => answer.status)).toEqual(refused.map(() => 401));
    const [key] = await keysLike(stack.redis, `*${stack.prefix}*:ticket:*`);
    expect(await stack.redis.ttl(key ?? '')).toBeGreaterThan(0);
    expect(key).not.toContain(search.slice('?ticket='.length));
    await stack.redis.del(key ?? '');
    expect((await client.get(url)).status).toBe(401);
  });

  it('a ticket for a list keeps its query', async () => {
    const { body } = await client.post('/tickets', { path: '/tasks?status=finished&limit=3' }, mode.bob);
    const { url } = body as { readonly url: string };
    expect((await client.get(url)).status).toBe(200);
    expect((await client.get(url.replace('limit=3', 'limit=100'))).status).toBe(401);
  });

  const noStreams = ['/cars', '/tasks/1/result', '/tasks?', '/tasks?limit=0', '//x/tasks', '/tasks?a=\n'];
  it.each(noStreams)('no ticket is made for %j', async (path) => {
    expect((await client.post('/tickets', { path }, mode.ann)).status).toBe(400);
  });
});
