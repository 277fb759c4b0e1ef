import { backwardMoves, type Client } from '../support/client.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';

const STOCK = 500;
const CARS = 12;
const KILLS = 4;

describe('processes that are killed at any moment', () => {
  let stack: Stack;

  const soldSets = async (): Promise<unknown> => {
    const stock = Object.values(await stack.redis.hgetall(stack.key('cars', 'stock')));
    return [...new Set(stock.map((left) => STOCK - Number(left)))];
  };

  beforeEach(async () => {
    const env = {
      CAR_BUILD_SECONDS: '2',
      PARTS_STOCK: String(STOCK),
      TASK_LEASE_SECONDS: '1',
      WORKER_CONCURRENCY: '4',
    };
    stack = await Stack.open({ env });
  });
  afterEach(() => stack.close());

  it('workers: every car is built once, out of one set of parts, and progress never falls', async () => {
    const { client } = await stack.api();
    const workers = await Promise.all([stack.worker(), stack.worker()]);
    const locations = await Promise.all(Array.from({ length: CARS }, () => client.order()));
    const following = Promise.all(locations.map((location) => client.follow(location, 50_000)));
    for (let kill = 0; kill < KILLS; kill += 1) await replace(workers, kill % workers.length);

    const ends = await following;
    expect(ends.map(({ answer }) => answer.status)).toEqual(locations.map(() => 201));
    expect(ends.flatMap(({ seen }) => backwardMoves(seen))).toEqual([]);
    expect(new Set(ends.map(({ task }) => task.result['car_id'])).size).toBe(CARS);
    expect(await soldSets()).toEqual([CARS]);
  });

  it('an API: every order that was answered with 202 is carried out, and nothing else appears', async () => {
    const [killed, spared] = [await stack.api(), await stack.api()];
    const orders = Array.from({ length: 200 }, () => killed.client.order().catch(() => undefined));
    await Promise.any(orders);
    await killed.kill();
    const promised = (await Promise.all(orders)).filter((location) => location !== undefined);
    expect(promised.length).toBeGreaterThan(0);

    await stack.worker({ CAR_BUILD_SECONDS: '0', WORKER_CONCURRENCY: '50' });
    const { client } = spared;
    const ends = await Promise.all(promised.map((location) => client.follow(location, 30_000)));
    expect(ends.every(({ answer }) => answer.status === 201)).toBe(true);
    await allEnded(client);
    const [sold] = (await soldSets()) as number[];
    expect(sold).toBeGreaterThanOrEqual(promised.length);
    expect(sold).toBeLessThanOrEqual(orders.length);
  });

  /** Kills a worker while it works, and starts another in its place. */
  async function replace(workers: ServiceProcess[], index: number): Promise<void> {
    await workers[index]?.kill();
    workers[index] = await stack.worker();
  }

  /** Waits for tasks whose 202 was lost on the way; they may be there, and must then end as well. */
  async function allEnded(client: Client): Promise<void> {
    const { body } = await client.get('/tasks?status=queued,active&limit=100');
    for (const { task_id: id } of body as TaskDocument[]) await client.follow(`/tasks/${id}`, 30_000);
  }
});
