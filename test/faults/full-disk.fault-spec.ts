import { type Client, MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';
import { SmallDisk } from '../support/small-disk.js';
import { Stack } from '../support/stack.js';

const SIZE = '8m';
const CARS = 5;

/** With `always` a Redis that can't write ends at once; that is the fault of one that was killed. */
const KEPT_BY = [
  ['its append-only file', ['--appendfsync', 'everysec']],
  ['its snapshots', ['--appendonly', 'no', '--save', '1 1']],
] as const;

const mountable = await SmallDisk.mount(SIZE);
await mountable?.remove();
const [here, hint] =
  mountable === undefined ? [describe.skip, ' (not tested: nothing can be mounted here)'] : [describe, ''];

here.each(KEPT_BY)(`a disk that is full, of a Redis that keeps %s there${hint}`, (_, more) => {
  let disk: SmallDisk;
  let server: RedisServer;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    const mounted = await SmallDisk.mount(SIZE);
    if (mounted === undefined) throw new Error('it could be mounted before');
    disk = mounted;
    server = await RedisServer.start({ folder: disk.folder, more });
    const env = { CAR_BUILD_SECONDS: '4', TASK_LEASE_SECONDS: '1' };
    stack = await Stack.open({ redisUrl: server.url, env });
    ({ client } = await stack.api());
    await stack.worker();
  });
  afterAll(async () => {
    await stack.close();
    await server.kill();
    await disk.remove();
  });

  it('is answered with 503 until there is room; what was accepted ends, and each car is made once', async () => {
    const locations = [];
    for (let car = 0; car < CARS; car += 1) locations.push(await client.order());
    await client.step(locations[0] ?? '', 'assemble', 'in progress');
    await disk.fill();
    const refused = await eventually(async () => {
      const answer = await client.send('POST', '/cars', {
        json: MUSTANG,
        signal: AbortSignal.timeout(2_000),
      });
      const location = answer.headers.get('Location');
      if (location !== null) locations.push(location);
      expect(answer.status).toBe(503);
      return answer;
    });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    expect(refused.text).not.toContain('MISCONF');
    await expect(stack.redis.set(stack.key('test', 'x'), '1')).rejects.toThrow('MISCONF');

    await disk.free();
    const ends = await Promise.all(locations.map((location) => client.follow(location, 45_000)));
    expect(ends.map(({ answer }) => answer.status)).toEqual(locations.map(() => 201));
    expect(new Set(ends.map(({ task }) => task.result['car_id'])).size).toBe(locations.length);
    expect((await client.make('/cars', MUSTANG)).answer.status).toBe(201);
  });
});
