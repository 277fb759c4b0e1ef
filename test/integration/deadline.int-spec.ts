import { readSettings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import {
  failFastRedis,
  RedisProvider,
  scriptOf,
  StoreUnavailableError,
} from '../../src/platform/redis/index.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';

const TIMEOUT_MS = 200;
const script = scriptOf("return 'answered'");

describe('the deadline of what somebody waits for', () => {
  let server: RedisServer;
  let redis: RedisProvider;

  beforeAll(async () => {
    server = await RedisServer.start();
    const settings = readSettings({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: String(TIMEOUT_MS) }, []);
    const log = EventLogger.forProcess('test', 'silent');
    redis = new RedisProvider(failFastRedis(settings, 'deadline'), settings, log);
    redis.onModuleInit();
    await eventually(() => redis.check());
  });
  afterAll(async () => {
    redis.onApplicationShutdown();
    await server.remove();
  });

  const run = async (): Promise<unknown> => redis.run(script, redis.keys.tasks, []);

  /** Keeps this process from everything for longer than Redis may take. */
  const beLate = (): void => {
    const until = performance.now() + 3 * TIMEOUT_MS;
    while (performance.now() < until);
  };

  it('does not count the time in which this process did not read what had come', async () => {
    expect(await run()).toBe('answered');
    let lost = false;
    redis.client.once('close', () => (lost = true));
    const answers = Array.from({ length: 50 }, run);
    const others = [redis.keep('kept', 'a text', 5), redis.kept('kept'), redis.info('server')];
    // What is asked leaves at the end of this turn; Redis answers while the next one lasts.
    setImmediate(() => setImmediate(beLate));
    expect(await Promise.all(answers)).toEqual(answers.map(() => 'answered'));
    await Promise.all(others);
    expect(lost).toBe(false);
  });

  it('ends what is not answered, and gives up the connection that stays silent', async () => {
    const closed = new Promise<void>((resolve) => {
      redis.client.once('close', () => resolve());
    });
    server.freeze();
    await Promise.all([
      expect(run()).rejects.toThrow(StoreUnavailableError),
      expect(redis.kept('kept')).rejects.toThrow(StoreUnavailableError),
      expect(redis.info('server')).rejects.toThrow(StoreUnavailableError),
      expect(redis.check()).rejects.toThrow(),
    ]);
    await closed;
    server.thaw();
    await eventually(() => redis.check());
    expect(await run()).toBe('answered');
  });
});
