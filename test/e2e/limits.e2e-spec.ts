import { MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Stack } from '../support/stack.js';

describe('a client that is refused', () => {
  let stack: Stack;
  beforeAll(async () => {
    // Limits are exact where tasks are not divided.
    stack = await Stack.open({ env: { TASK_PARTITIONS: '1' } });
  });
  afterAll(() => stack.close());

  it.each([
    ['OPEN_TASKS_MAX_PER_CLIENT', 429, 'too-many-tasks'],
    ['WAITING_TASKS_MAX', 503, 'overloaded'],
    ['OPEN_TASKS_MAX', 503, 'overloaded'],
  ])(
    'by %s hears %i and when to come again, and what it repeats is answered',
    async (limit, status, slug) => {
      const { client } = await stack.api({ [limit]: '1', KEY_PREFIX: stack.prefix });
      const keyed = { 'Idempotency-Key': limit };
      const first = await client.post('/cars', MUSTANG, keyed);
      expect(first.status).toBe(202);
      const refused = await client.post('/cars', MUSTANG);
      expect(refused.status).toBe(status);
      expect(refused.body).toMatchObject({ type: `/problems/${slug}` });
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
      const again = await client.post('/cars', MUSTANG, keyed);
      expect([again.status, again.headers.get('Location')]).toEqual([202, first.headers.get('Location')]);
      const location = first.headers.get('Location') ?? '';
      expect((await client.send('DELETE', location)).status).toBe(200);
      const next = await client.post('/cars', MUSTANG);
      expect(next.status).toBe(202);
      await client.send('DELETE', next.headers.get('Location') ?? '');
    },
  );

  it('by the rate of its address comes again after Retry-After; another address is not concerned', async () => {
    const env = { TASK_RATE_PER_CLIENT: '1', TASK_BURST_PER_CLIENT: '2', TRUSTED_PROXIES: 'loopback' };
    const { client } = await stack.api(env);
    const from = (address: string) => client.post('/cars', MUSTANG, { 'X-Forwarded-For': address });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await from('192.0.2.1')).status);
    expect(statuses).toEqual([202, 202, 429, 429]);
    expect((await from('192.0.2.2')).status).toBe(202);
    await eventually(async () => expect((await from('192.0.2.1')).status).toBe(202));
  });
});
