import { eventually } from '../support/eventually.js';
import { aclUsers, SecureRedis } from '../support/secure-redis.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

/** Used with DURABILITY=replica only, by workers that are asked much at once, or in branches of BullMQ's scripts that no test reaches at will. */
const RARE = new Set(['wait', 'zremrangebyrank', 'persist', 'pttl', 'rpush', 'sadd', 'zscore']);

const CAR = { brand: 'Ford', make: 'Mustang', model: 2014, color: 'Blue' };

describe('Redis with TLS and users of least rights', () => {
  let redis: SecureRedis;
  let stack: Stack;
  let api: Awaited<ReturnType<Stack['api']>>;
  /** The first of all. */
  let task: string;
  const worker = (): Promise<ServiceProcess> => stack.worker({ REDIS_URL: redis.urlOf('factory-worker') });

  beforeAll(async () => {
    redis = await SecureRedis.start();
    const admin = redis.admin();
    await admin.connect();
    const tasks = { TASK_LEASE_SECONDS: '1', TASK_RETENTION_SECONDS: '5', TASK_RATE_PER_CLIENT: '1000' };
    const env = { ...tasks, CAR_BUILD_SECONDS: '2', SHUTDOWN_GRACE_SECONDS: '0' };
    stack = await Stack.open({
      redisUrl: redis.urlOf('admin'),
      redis: admin,
      env: { ...env, REDIS_TLS_CA_FILE: redis.caFile },
    });
    await redis.grant(stack.prefix, admin);
    api = await stack.api({ REDIS_URL: redis.urlOf('factory-api') });
  });
  afterAll(async () => {
    await stack.close();
    await redis.remove();
  });

  it('does not start with a file of certificates that is none', async () => {
    const started = stack.launch('main', { REDIS_TLS_CA_FILE: '/nowhere/ca.crt' });
    expect(await started.ended).toEqual({ code: 1, signal: null });
    expect(started.output).toContain(
      'REDIS_TLS_CA_FILE: "/nowhere/ca.crt" is not allowed; the path of a file',
    );
  });

  it('does not trust a server of another authority', async () => {
    const started = stack.launch('main', { PORT: '0', REDIS_TLS_CA_FILE: redis.otherCaFile });
    await started.listening();
    const { err } = await started.logged('redis.connection-error');
    expect(JSON.stringify(err)).toMatch(/certificate/);
    await started.stop();
  });

  it('orders, repeats, reads, waits, lists and watches', async () => {
    const { client, url } = api;
    await worker();
    const leave = new AbortController();
    const options = { headers: { Accept: 'text/event-stream' } };
    const list = await fetch(`${url}/tasks`, { ...options, signal: leave.signal });
    const ordered = await client.post('/cars', CAR, { 'Idempotency-Key': 'k' });
    task = ordered.headers.get('Location') ?? '';
    const again = await client.post('/cars', CAR, { 'Idempotency-Key': 'k' });
    expect(again.headers.get('Location')).toBe(task);
    const stream = await fetch(`${url}${task}`, options);
    expect(await stream.text()).toContain('"status":"finished"');
    expect((await client.get('/cars/1', { Prefer: 'wait=20' })).status).toBe(200);
    expect((await client.get('/tasks?status=finished&resource=/cars/')).status).toBe(200);
    expect((await client.post('/tickets', { path: task })).status).toBe(200);
    leave.abort();
    await expect(list.text()).rejects.toThrow('aborted');
  });

  it('cancels, undoes, hands over, delivers again and forgets', async () => {
    const { client } = api;
    const cancelled = await client.order();
    await client.step(cancelled, 'assemble', 'in progress');
    await client.send('DELETE', cancelled);
    expect((await client.follow(cancelled)).task.status).toBe('cancelled');
    const handed = await client.order();
    await client.step(handed, 'reserve_parts', 'finished');
    await stack.processes.at(-1)?.kill();
    const second = await worker();
    await second.logged('tasks.redelivered');
    await second.stop();
    await client.send('DELETE', await client.order());
    await worker();
    expect((await client.follow(handed, 30_000)).task.status).toBe('finished');
    await eventually(async () => expect((await client.get(task)).status).toBe(410), 30_000);
  });

  it('goes on where Redis is another server process than before', async () => {
    await stack.redis.hset(stack.key('tasks', 'meta'), 'run', 'the process before');
    await stack.redis.set(stack.key('cars', 'run'), 'the process before');
    await stack.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    const { answer } = await eventually(() => api.client.make('/cars', CAR));
    expect(answer.headers.get('Location')).toMatch(/^\/cars\/\d{5,}$/);
  });

  it('needed no other right than those of deploy/redis/users.acl, and each of them', async () => {
    expect(await stack.redis.call('ACL', 'LOG')).toEqual([]);
    const statistics = await stack.redis.info('commandstats');
    const used = new Set([...statistics.matchAll(/^cmdstat_([^:]+):/gm)].map(([, name]) => name));
    const granted = aclUsers().flatMap((words) => words.filter((word) => word.startsWith('+')));
    const unused = granted.map((word) => word.slice(1)).filter((command) => !used.has(command));
    expect([...new Set(unused)].filter((command) => !RARE.has(command))).toEqual([]);
  });

  it('would be told of a right that is missing', async () => {
    await stack.redis.call('ACL', 'SETUSER', 'factory-api', '-hset');
    expect((await api.client.post('/cars', CAR)).status).toBe(500);
    const [denied] = (await stack.redis.call('ACL', 'LOG')) as readonly (readonly unknown[])[];
    expect(denied).toEqual(expect.arrayContaining(['command', 'hset', 'factory-api']));
  });
});
