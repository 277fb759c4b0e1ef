import { type Client, MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';
import { Stack } from '../support/stack.js';

describe('a Redis that is nearly full', () => {
  let server: RedisServer;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    server = await RedisServer.start();
    stack = await Stack.open({ redisUrl: server.url, env: { CAR_BUILD_SECONDS: '0' } });
    ({ client } = await stack.api());
  });
  afterAll(async () => {
    await stack.close();
    await server.remove();
  });

  it('takes no new task, lets those there are end, and takes tasks again when there is room', async () => {
    const location = await client.order();
    const ballast = stack.key('test', 'ballast');
    await stack.redis.setrange(ballast, 20_000_000, 'x');
    const used = Number(/^used_memory:(\d+)/m.exec(await stack.redis.info('memory'))?.[1]);
    // Nine tenths of it are used: over the limit for new tasks, and room for those there are.
    await stack.redis.config('SET', 'maxmemory', Math.ceil(used / 0.9));
    const refused = await eventually(async () => {
      const answer = await client.post('/cars', MUSTANG);
      expect(answer.body).toMatchObject({ type: '/problems/overloaded' });
      return answer;
    });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    await stack.worker();
    expect((await client.follow(location)).answer.status).toBe(201);
    await stack.redis.del(ballast);
    await eventually(async () => expect((await client.post('/cars', MUSTANG)).status).toBe(202));
  });
});
