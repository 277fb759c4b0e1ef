import { type Client, MUSTANG } from '../support/client.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

describe('an API that is frozen and wakes up', () => {
  let stack: Stack;
  let frozen: ServiceProcess & { readonly client: Client };
  let other: Client;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '1', TASK_LEASE_SECONDS: '1' } });
    frozen = await stack.api();
    other = (await stack.api()).client;
    await stack.worker();
  }, 120_000);
  afterAll(() => stack.close());

  it('has answered nobody else’s requests meanwhile, and names the task that another made with the key', async () => {
    const key = { 'Idempotency-Key': 'sent-to-both' };
    frozen.signal('SIGSTOP');
    const sent = frozen.client.post('/cars', MUSTANG, key);
    const read = frozen.client.get('/tasks/1', { Prefer: 'wait=20' });
    const location = (await other.post('/cars', MUSTANG, key)).headers.get('Location') ?? '';
    expect(location).toBe('/tasks/1');
    expect((await other.follow(location)).answer.status).toBe(201);

    frozen.signal('SIGCONT');
    const late = await sent;
    // Or 503, where Redis' answer came when its deadline was over: then the outcome is unknown, and the key finds it.
    expect([201, 503]).toContain(late.status);
    expect([201, 503]).toContain((await read).status);
    const again = await frozen.client.post('/cars', MUSTANG, key);
    expect([again.status, again.headers.get('Content-Location')]).toEqual([201, location]);
    expect((await frozen.client.make('/cars', MUSTANG)).answer.status).toBe(201);
    expect(await stack.redis.keys(stack.key('cars', 'car:*'))).toHaveLength(2);
  });
});
