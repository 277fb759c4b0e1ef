import { type Client, MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { SentinelSetup } from '../support/sentinel.js';
import { Stack } from '../support/stack.js';

/** Sentinels agree, a replica is promoted, connections are made anew. */
const FAILOVER_MS = 30_000;

describe('a failover to a replica', () => {
  let setup: SentinelSetup;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    setup = await SentinelSetup.start();
    stack = await Stack.open({
      redisUrl: setup.url,
      redis: setup.client(),
      env: { CAR_BUILD_SECONDS: '0.3', DURABILITY: 'replica' },
    });
    ({ client } = await stack.api());
    await stack.worker();
    await stack.worker();
  });
  afterAll(async () => {
    await stack.close();
    await setup.close();
  });

  it('loses no task that was accepted, makes one car of each, and needs nobody’s help', async () => {
    const accepted: string[] = [];
    const order = async (): Promise<number> => {
      const { status, headers } = await client.post('/cars', MUSTANG);
      const location = headers.get('Location');
      if (status === 202 && location !== null) accepted.push(location);
      return status;
    };
    for (let n = 0; n < 20; n += 1) expect(await order()).toBe(202);
    const old = await setup.killMaster();
    const statuses = new Set<number>();
    await eventually(async () => {
      const status = await order();
      statuses.add(status);
      expect(status).toBe(202);
    }, FAILOVER_MS);
    await setup.failedOver(old);
    for (let n = 0; n < 10; n += 1) expect([202, 503]).toContain(await order());
    expect([...statuses].filter((status) => status !== 202 && status !== 503)).toEqual([]);

    const cars = [];
    for (const location of accepted) {
      const { answer } = await client.follow(location, FAILOVER_MS);
      expect([location, answer.status]).toEqual([location, 201]);
      cars.push(answer.headers.get('Location'));
    }
    expect(new Set(cars).size).toBe(accepted.length);
    await setup.restart(old);
  }, 120_000);

  it('accepts nothing with DURABILITY=replica while no replica is there, and what it then said is found by its key', async () => {
    const key = { 'Idempotency-Key': 'while-alone' };
    const replicas = await setup.freezeReplicas();
    const refused = await client.post('/cars', MUSTANG, key);
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '1']);
    replicas.thaw();
    const location = await eventually(async () => {
      const { status, headers } = await client.post('/cars', MUSTANG, key);
      expect([201, 202]).toContain(status);
      return headers.get('Content-Location') ?? headers.get('Location') ?? '';
    }, FAILOVER_MS);
    expect((await client.follow(location, FAILOVER_MS)).answer.status).toBe(201);
  }, 120_000);
});
