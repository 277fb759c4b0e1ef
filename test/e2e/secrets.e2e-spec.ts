import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Client, MUSTANG } from '../support/client.js';
import { RedisServer } from '../support/redis-server.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

/** Found nowhere by chance. */
const SECRET = 'Xk29vQ';

/** No line is longer: a client's path has up to 16 KiB, an error of ours up to 2 KiB. */
const MAX_LINE = 4_096;

describe('the logs of all processes, at their most talkative', () => {
  const key = `ann.${SECRET}${'k'.repeat(37)}`;
  const digest = createHash('sha256').update(key).digest('hex');
  let redis: RedisServer;
  let stack: Stack;
  let api: ServiceProcess & { readonly client: Client };
  let worker: ServiceProcess;

  const raw = async (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  };
  const lines = (): readonly string[] => {
    const processes = [api, worker];
    const logged = processes.flatMap(({ events }) => events).map((event) => JSON.stringify(event));
    return [...logged, ...processes.map(({ output }) => output)];
  };

  beforeAll(async () => {
    redis = await RedisServer.start();
    const env = { AUTH: 'api-key', API_KEYS: `ann:${digest}`, CAR_BUILD_SECONDS: '0', LOG_LEVEL: 'trace' };
    stack = await Stack.open({ redisUrl: redis.url, env });
    api = await stack.api();
    worker = await stack.worker();
  });
  afterAll(async () => {
    await stack.close();
    await redis.remove();
  });

  it('hold no credential and no body, wherever a client puts them', async () => {
    const { client } = api;
    const body = { ...MUSTANG, color: SECRET };
    const made = await client.post('/cars', body, { 'X-API-Key': key, Prefer: 'wait=20' });
    expect(made.status).toBe(201);
    await client.post('/cars', body, { Authorization: `Bearer ${key}`, 'Idempotency-Key': SECRET });
    await client.post('/cars', body, { Authorization: `Basic ${SECRET}`, Cookie: `session=${SECRET}` });
    await client.post('/cars', { [SECRET]: SECRET }, { 'X-API-Key': `bob.${SECRET}` });
    await client.post('/cars', { [SECRET]: SECRET }, { 'X-API-Key': key });
    await client.get(`/tasks?ticket=${SECRET}&${SECRET}=1`, { 'X-API-Key': key });
    await client.get(`/tasks/1?ticket=${SECRET}`, { Accept: 'text/event-stream' });
    await client.get('/tasks', {
      'X-API-Key': key,
      'X-Request-Id': `no id: ${SECRET}`,
      'User-Agent': SECRET,
    });
    await raw(`GET http://ann:${SECRET}@a/tasks HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    await raw(`${SECRET} ${SECRET}\r\n\r\n`);
    await worker.logged('task.finished');
    expect(lines().join('\n').length).toBeGreaterThan(1_000);
    expect(lines().filter((line) => line.includes(SECRET))).toEqual([]);
  });

  it('hold no more of a client’s path than one can read', async () => {
    await redis.kill();
    const path = `/tasks/${'9'.repeat(15)}`;
    const long = `/${'x'.repeat(15_000)}`;
    for (const asked of [long, path, `${path}?${'x'.repeat(10_000)}`, `/%${'z'.repeat(15_000)}`]) {
      await api.client.get(asked, { 'X-API-Key': key });
    }
    expect(await api.logged('http.unavailable')).toMatchObject({ path });
    const longest = Math.max(...lines().flatMap((line) => line.split('\n').map(({ length }) => length)));
    expect(longest).toBeLessThan(MAX_LINE);
    await redis.start();
  });
});
