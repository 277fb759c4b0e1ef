import { type Answer, type Client, MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { metricsOf } from '../support/metrics.js';
import { RedisServer } from '../support/redis-server.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

/** By then a request must be answered, whatever Redis does. */
const DEADLINE_MS = 2_000;

describe('while Redis is away', () => {
  let redis: RedisServer;
  let stack: Stack;
  let api: ServiceProcess & { readonly client: Client };
  let worker: ServiceProcess;

  beforeAll(async () => {
    redis = await RedisServer.start();
    const env = { CAR_BUILD_SECONDS: '2', TASK_LEASE_SECONDS: '1', SHUTDOWN_GRACE_SECONDS: '1' };
    stack = await Stack.open({ redisUrl: redis.url, env });
    api = await stack.api();
    worker = await stack.worker();
  });
  afterAll(async () => {
    redis.thaw();
    await stack.close();
    await redis.remove();
  });

  const inTime = async (method: string, path: string, json?: unknown): Promise<Answer> =>
    api.client.send(method, path, {
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(json === undefined ? {} : { json }),
    });

  const readiness = async (of: ServiceProcess, status: number): Promise<void> =>
    eventually(async () => {
      const { status: got } = await fetch(`${of.url}/health/ready`);
      if (got !== status) throw new Error(`${of.name} answers ${got}, not ${status}`);
    });

  function expectUnavailable(answer: Answer): void {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    expect(answer.headers.get('X-Request-Id')).toMatch(/^[\w-]{16}$/);
    expect(answer.text).not.toMatch(/ECONN|ioredis|127\.0\.0\.1/);
  }

  describe.each([
    ['gone', () => redis.kill(), () => redis.start()],
    ['silent', async () => redis.freeze(), async () => redis.thaw()],
  ] as const)('because it is %s', (_, take, bring) => {
    let location: string;

    beforeAll(async () => {
      location = await api.client.order();
      await api.client.step(location, 'reserve_parts', 'in progress');
      await take();
    });

    it.each([
      ['an order', 'POST', '/cars', MUSTANG],
      ['a read', 'GET', '/cars/1', undefined],
      ['a task', 'GET', '/tasks/1', undefined],
      ['a list', 'GET', '/tasks', undefined],
    ])('answers %s with a 503 problem in time', async (__, method, path, json) => {
      expectUnavailable(await inTime(method, path, json));
    });

    it('still refuses what needs no Redis to be refused', async () => {
      expect((await inTime('POST', '/cars', {})).status).toBe(400);
      expect((await inTime('GET', '/tasks/abc')).status).toBe(404);
    });

    it('turns both processes unready, and leaves them alive', async () => {
      for (const started of [api, worker]) {
        await readiness(started, 503);
        expect((await fetch(`${started.url}/health/live`)).status).toBe(200);
      }
    });

    it('finishes what was accepted before, once Redis is back', async () => {
      await bring();
      for (const started of [api, worker]) await readiness(started, 200);
      const { answer, task } = await api.client.follow(location, 30_000);
      expect(answer.status).toBe(201);
      expect(task.workflow).toEqual({ reserve_parts: 'finished', assemble: 'finished', paint: 'finished' });
      expect((await api.client.make('/cars', MUSTANG)).answer.status).toBe(201);
    });

    it('measures how long tasks wait as before', async () => {
      const measured = async (): Promise<number> =>
        Number(
          /^factory_task_wait_seconds_count\{kind="car-build"\} (\d+)$/m.exec(await metricsOf(worker))?.[1],
        );
      const before = await measured();
      expect(before).toBeGreaterThan(0);
      await api.client.make('/cars', MUSTANG);
      await eventually(async () => {
        expect(await measured()).toBeGreaterThan(before);
      });
    });
  });

  it('both processes end in order', async () => {
    const location = await api.client.order();
    await api.client.step(location, 'reserve_parts', 'in progress');
    await redis.kill();
    const others = [stack.launch('main', { PORT: '0' }), stack.launch('worker')];
    for (const started of others) await started.listening();
    const exits = await Promise.all([api, worker, ...others].map((started) => started.stop()));
    for (const exit of exits) expect(exit).toEqual({ code: 0, signal: null });
    await redis.start();
  });

  it('processes start unready, and become ready when Redis comes', async () => {
    await redis.kill();
    const started = [stack.launch('main', { PORT: '0' }), stack.launch('worker')];
    for (const one of started) {
      await one.listening();
      await readiness(one, 503);
    }
    await redis.start();
    for (const one of started) await readiness(one, 200);
  });
});

describe('a process that starts while Redis is away', () => {
  let redis: RedisServer;
  let stack: Stack;

  beforeAll(async () => {
    redis = await RedisServer.start();
    stack = await Stack.open({ redisUrl: redis.url, env: { TASK_PARTITIONS: '3' } });
    await stack.redis.set(`${stack.keys.tasks}:partitions`, '4 6');
  });
  afterAll(async () => {
    await stack.close();
    await redis.remove();
  });

  it.each(['main', 'worker'] as const)(
    'ends as %s when the tasks that it finds then are divided by another number',
    async (entry) => {
      await redis.kill();
      const started = stack.launch(entry, { PORT: '0' });
      await started.listening();
      expect((await fetch(`${started.url}/health/live`)).status).toBe(200);
      await redis.start();
      expect(await started.ended).toEqual({ code: 1, signal: null });
      expect(started.output).toContain('TASK_PARTITIONS: "3" is not allowed');
      expect(started.output).toContain('are divided by 4');
    },
  );
});
