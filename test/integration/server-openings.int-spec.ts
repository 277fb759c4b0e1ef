import { readSettings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import {
  patientRedis,
  RedisProvider,
  scriptOf,
  StoreUnavailableError,
} from '../../src/platform/redis/index.js';
import { TcpProxy } from '../chaos/tcp-proxy.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';

const script = scriptOf("return 'answered'");

describe('what must run before anything else, for a client that waits for Redis', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let redis: RedisProvider;

  beforeAll(async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.open(Number(new URL(server.url).port));
    const settings = readSettings({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` }, []);
    redis = new RedisProvider(
      patientRedis(settings, 'openings'),
      settings,
      EventLogger.forProcess('test', 'silent'),
    );
    redis.onModuleInit();
    await eventually(() => redis.check());
  });
  afterAll(async () => {
    redis.onApplicationShutdown();
    await proxy.close();
    await server.remove();
  });

  const run = async (): Promise<unknown> => redis.run(script, redis.keys.tasks, []);

  it('is not waited for on a connection that closed before it was ready', async () => {
    proxy.freeze();
    proxy.cut();
    await eventually(() => expect(redis.client.status).toBe('connect'));
    const asked = run();
    proxy.cut();
    await expect(asked).rejects.toThrow(StoreUnavailableError);
    proxy.thaw();
    proxy.cut();
    await eventually(async () => expect(await run()).toBe('answered'));
  });
});
