import { connect } from 'node:net';
import { once } from 'node:events';
import { MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Stack } from '../support/stack.js';

const FAULTS = {
  PORT: '70000',
  HOST: 'not a host',
  REDIS_URL: 'http://user:hidden-password@localhost',
  KEY_PREFIX: 'two words',
  LOG_LEVEL: 'loud',
  WORKER_CONCURRENCY: '0',
  TASK_LEASE_SECONDS: 'soon',
  SHUTDOWN_GRACE_SECONDS: '-1',
  CAR_BUILD_SECONDS: '1e3',
  PARTS_STOCK: '1.5',
};

describe('a process of the service', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
  });
  afterAll(() => stack.close());

  describe.each(['main', 'worker'] as const)('%s', (entry) => {
    it('refuses to start when the configuration is wrong, and names every fault at once', async () => {
      const started = stack.launch(entry, FAULTS);
      expect((await started.ended).code).toBe(1);
      for (const [variable, value] of Object.entries(FAULTS)) {
        expect(started.output).toContain(variable);
        if (variable !== 'REDIS_URL') expect(started.output).toContain(value);
      }
      expect(started.output).toContain('a whole number from 0 to 65535');
      expect(started.output).not.toContain('hidden-password');
      expect(started.output).not.toMatch(/^\s+at /m);
    });

    it('tells that it is alive and ready, and nothing else at other paths', async () => {
      const started = await stack.launch(entry, { PORT: '0' }).ready();
      for (const probe of ['live', 'ready']) {
        const answer = await fetch(`${started.url}/health/${probe}`);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('Content-Type')).toMatch(/^application\/json\b/);
        expect(answer.headers.get('Cache-Control')).toMatch(/no-store|no-cache/);
        expect(await answer.json()).toMatchObject({ status: 'ok' });
      }
      expect((await fetch(`${started.url}/health/nothing`)).status).toBe(404);
      await started.stop();
    });

    it.each(['SIGTERM', 'SIGINT'] as const)('ends with code 0 on %s', async (signal) => {
      const started = await stack.launch(entry, { PORT: '0' }).ready();
      started.signal(signal);
      expect(await started.ended).toEqual({ code: 0, signal: null });
      expect(started.find('process.stopping', { signal })).toBeDefined();
      expect(started.events.filter(({ level }) => Number(level) >= 50)).toEqual([]);
      expect(started.output).toBe('');
    });

    it('says so in one message when its port is taken', async () => {
      const first = await stack.launch(entry, { PORT: '0' }).ready();
      const { port } = new URL(first.url);
      const second = stack.launch(entry, { PORT: port, HEALTH_PORT: port });
      expect((await second.ended).code).toBe(1);
      expect(second.output).toContain(port);
      expect(second.output.trim()).not.toContain('\n');
      await first.stop();
    });
  });

  it('refuses to work on kinds that there are not', async () => {
    const started = stack.launch('worker', { WORKER_KINDS: 'car-build,boat-build' });
    expect((await started.ended).code).toBe(1);
    expect(started.output).toContain('WORKER_KINDS');
    expect(started.output).toContain('boat-build');
    expect(started.output).toContain('car-read');
    expect(started.output.trim()).not.toContain('\n');
    expect(started.events).toEqual([]);
  });

  it('works on the kinds it is told, and leaves the others', async () => {
    const { client } = await stack.api();
    const build = await client.order();
    const worker = await stack.worker({ WORKER_KINDS: 'car-read' });
    const read = (await client.get('/cars/1')).headers.get('Location') ?? '';
    expect((await client.follow(read)).answer.status).toBe(404);
    expect((await client.task(build)).status).toBe('queued');
    await worker.stop();
  });

  it('logs JSON lines only, each an event with its process and level', async () => {
    const { client } = await stack.api();
    const worker = await stack.worker();
    const task = Number((await client.order()).slice('/tasks/'.length));
    await worker.logged('task.finished', { task });
    await worker.stop();
    expect(worker.output).toBe('');
    for (const line of worker.events) {
      expect(line).toMatchObject({ event: expect.any(String), level: expect.any(Number), process: 'worker' });
    }
  });

  it('goes on serving while balancers take notice, each answer the last of its connection, and then ends', async () => {
    const api = await stack.api({ SHUTDOWN_DRAIN_SECONDS: '2' });
    api.signal('SIGTERM');
    await eventually(async () => expect((await api.client.get('/health/ready')).status).toBe(503));
    const answer = await api.client.post('/cars', MUSTANG);
    expect([answer.status, answer.headers.get('Connection')]).toEqual([202, 'close']);
    expect((await api.client.get('/health/live')).status).toBe(200);
    expect(await api.ended).toEqual({ code: 0, signal: null });
  });

  it('tells clients its health in a word, and why on a port of its own', async () => {
    const api = await stack.api();
    expect((await api.client.get('/health/ready')).body).toEqual({ status: 'ok' });
    const { port } = await api.logged('health.listening');
    const detail = await fetch(`http://127.0.0.1:${String(port)}/health/ready`);
    expect(await detail.json()).toMatchObject({
      status: 'ok',
      details: { redis: { status: 'up' }, heap: { status: 'up' }, 'event-loop': { status: 'up' } },
    });
  });

  it('lets go of connections that nobody uses when it ends', async () => {
    const api = await stack.api();
    await api.client.get('/tasks');
    const { port, hostname } = new URL(api.url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    api.signal('SIGTERM');
    expect(await api.ended).toEqual({ code: 0, signal: null });
    expect(api.find('process.not-closed')).toBeUndefined();
    idle.destroy();
  });
});
