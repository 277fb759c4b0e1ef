import { accepted, type Client } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { RedisServer } from '../support/redis-server.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

const LONGER_THAN_A_LEASE_MS = 3_000;

describe('what counts as a pickup', () => {
  let redis: RedisServer;
  let build: NotesBuild;
  let stack: Stack;
  let client: Client;
  let worker: ServiceProcess;

  beforeAll(async () => {
    redis = await RedisServer.start();
    build = await buildNotes();
    const env = { TASK_LEASE_SECONDS: '2', LOG_LEVEL: 'debug' };
    stack = await Stack.open({ redisUrl: redis.url, build: build.folder, env });
    ({ client } = await stack.api());
    worker = await stack.worker();
  });
  afterAll(async () => {
    redis.thaw();
    await stack.close();
    await build.remove();
    await redis.remove();
  });

  const note = async (draft: string): Promise<{ task: number; location: string }> => {
    const location = accepted(await client.post('/notes', { text: 'a note', draft }));
    return { task: Number(location.slice('/tasks/'.length)), location };
  };
  const gate = (name: string): Gate => new Gate(stack.redis, `{${stack.prefix}:notes}`, name);
  const attemptsGivenBack = (task: number): number =>
    worker.events.filter((line) => line.event === 'task.released' && line['task'] === task).length;

  it('is no attempt that only lost Redis, however often', async () => {
    const { task, location } = await note('gate:outages');
    for (let outage = 1; outage <= 3; outage += 1) {
      await gate('outages').reached(outage);
      redis.freeze();
      const before = Date.now();
      await eventually(() => expect(Date.now()).toBeGreaterThan(before + LONGER_THAN_A_LEASE_MS));
      redis.thaw();
      await eventually(() => expect(attemptsGivenBack(task)).toBe(outage));
    }
    await gate('outages').open();
    expect((await client.follow(location, 30_000)).answer.status).toBe(201);
    const last = await worker.logged('task.started', { task, attempt: 4 });
    expect(last['pickups']).toBeLessThanOrEqual(2);
  });

  it('is one whose step held its process up for longer than the lease', async () => {
    const { task, location } = await note('block:4000');
    expect((await client.follow(location, 30_000)).answer.status).toBe(201);
    await worker.logged('task.started', { task, attempt: 2, pickups: 2 });
    expect(attemptsGivenBack(task)).toBe(0);
  });

  it('is no try of a step that asked Redis while that was gone', async () => {
    const { task, location } = await note('gate:gone');
    await gate('gone').reached(1);
    await redis.kill();
    // The step looks at its gate all the time: each look would be a try that failed.
    await eventually(async () => expect((await fetch(`${worker.url}/health/ready`)).status).toBe(503));
    await redis.start();
    await gate('gone').open();
    expect((await client.follow(location, 30_000)).answer.status).toBe(201);
    expect(worker.events.filter((line) => line.event === 'step.failed' && line['task'] === task)).toEqual([]);
  });
});
