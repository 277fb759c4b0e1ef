import { type Client, MUSTANG } from '../support/client.js';
import { ClusterSetup } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { Stack } from '../support/stack.js';

const PATIENCE_MS = 60_000;
const WORKERS = 2;
const ORDERS = 60;
const OPENING_STOCK = 1_000;

describe('on a cluster of three masters', () => {
  let cluster: ClusterSetup;
  let stack: Stack;
  let clients: readonly Client[];

  beforeAll(async () => {
    cluster = await ClusterSetup.start();
    stack = await Stack.open({
      redisUrl: cluster.url,
      env: { CAR_BUILD_SECONDS: '0.3', PARTS_STOCK: String(OPENING_STOCK), TASK_LEASE_SECONDS: '2' },
    });
    clients = [(await stack.api()).client, (await stack.api()).client];
    for (let n = 0; n < WORKERS; n += 1) await stack.worker();
  });
  afterAll(async () => {
    await stack.close();
    await cluster.close();
  });

  const slots = async (): Promise<readonly number[]> =>
    Promise.all(
      ['tasks', 'queues', 'cars'].map((room) => stack.redis.cluster('KEYSLOT', stack.key(room, 'any'))),
    );

  /** Orders a car, again with the same key until it is known what became of it. */
  const order = async (n: number): Promise<string> =>
    eventually(async () => {
      const client = clients[n % clients.length];
      const answer = await client?.post('/cars', MUSTANG, { 'Idempotency-Key': `order-${n}` });
      expect([201, 202]).toContain(answer?.status);
      return answer?.headers.get('Content-Location') ?? answer?.headers.get('Location') ?? '';
    }, PATIENCE_MS);

  const made = async (task: string): Promise<string | null> => {
    // A 503 is not the task's end.
    return eventually(async () => {
      const answer = await clients[0]?.get(task, { Prefer: 'wait=5' });
      expect([task, answer?.status]).toEqual([task, 201]);
      return answer?.headers.get('Location') ?? null;
    }, PATIENCE_MS);
  };

  const inStock = async (): Promise<readonly number[]> =>
    Object.values(await stack.redis.hgetall(stack.key('cars', 'stock'))).map(Number);

  it('makes each car once while the slots of tasks, queues and cars move from master to master', async () => {
    const where = await slots();
    let moves = 0;
    const orders = Promise.all(Array.from({ length: ORDERS }, (_, n) => order(n)));
    const ended = new AbortController();
    const all = orders.then((tasks) => Promise.all(tasks.map(made))).finally(() => ended.abort());
    while (!ended.signal.aborted) await cluster.moveOn(where[moves++ % where.length] ?? 0);
    const cars = await all;
    expect(new Set(cars).size).toBe(ORDERS);
    expect(moves).toBeGreaterThan(where.length);
    expect(new Set(await orders).size).toBe(ORDERS);
    expect([...new Set(await inStock())]).toEqual([OPENING_STOCK - ORDERS]);
  }, 120_000);

  it('is heard by all its workers from the master that the slot of the tasks went to', async () => {
    const [tasks = 0] = await slots();
    // Redis tells how many hear it; there is no task 0.
    const told = async (): Promise<unknown> => stack.redis.spublish(stack.key('tasks', 'cancels'), '0');
    for (let moves = 0; moves < 3; moves += 1) {
      await eventually(async () => expect(await told()).toBe(WORKERS), PATIENCE_MS);
      await cluster.moveOn(tasks);
    }
    await eventually(async () => expect(await told()).toBe(WORKERS), PATIENCE_MS);
  }, 120_000);

  it('answers 503 while the master with the tasks is gone, and goes on when it is back', async () => {
    const before = await order(ORDERS);
    const [tasks = 0] = await slots();
    await cluster.restartOwner(tasks, async () => {
      await eventually(async () => expect((await clients[0]?.get(before))?.status).toBe(503));
    });
    const cars = [await made(before), await made(await order(ORDERS + 1))];
    expect(new Set(cars).size).toBe(2);
  }, 120_000);
});
