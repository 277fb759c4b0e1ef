import type { Client } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { keysLike } from '../support/keys.js';
import { Stack } from '../support/stack.js';

const STOCK = 1_000;

describe('when the keys of the queues are deleted', () => {
  let stack: Stack;
  let client: Client;

  const deleteQueues = async (): Promise<number> => {
    const keys = await keysLike(stack.redis, `{${stack.prefix}:queues}*`);
    return keys.length === 0 ? 0 : stack.redis.del(...keys);
  };
  const expectAllBuilt = async (locations: readonly string[]): Promise<void> => {
    const ends = await Promise.all(locations.map((location) => client.follow(location, 45_000)));
    expect(ends.map(({ answer }) => answer.status)).toEqual(locations.map(() => 201));
    expect(new Set(ends.map(({ task }) => task.result['car_id'])).size).toBe(locations.length);
  };

  beforeAll(async () => {
    const env = {
      CAR_BUILD_SECONDS: '1.5',
      PARTS_STOCK: String(STOCK),
      TASK_LEASE_SECONDS: '1',
      WORKER_CONCURRENCY: '5',
    };
    stack = await Stack.open({ env });
    ({ client } = await stack.api());
  });
  afterAll(() => stack.close());

  it('tasks that no worker has seen are built all the same', async () => {
    const locations = await Promise.all(Array.from({ length: 5 }, () => client.order()));
    // Deliveries travel beside the answers, so they may come a moment later.
    await eventually(async () => expect(await deleteQueues()).toBeGreaterThan(0));
    await stack.worker();
    await expectAllBuilt(locations);
  });

  it('tasks under way and tasks that wait are built once each', async () => {
    const locations = await Promise.all(Array.from({ length: 20 }, () => client.order()));
    await client.step(locations[0] ?? '', 'assemble', 'in progress');
    expect(await deleteQueues()).toBeGreaterThan(0);
    await expectAllBuilt(locations);
    const stock = await stack.redis.hgetall(stack.key('cars', 'stock'));
    expect(new Set(Object.values(stock))).toEqual(new Set([String(STOCK - 25)]));
  });
});
