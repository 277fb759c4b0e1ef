import { Redis } from 'ioredis';
import { ConfigurationError, readSettings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { type LuaScript, patientRedis, RedisProvider, scriptOf } from '../../src/platform/redis/index.js';
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
    proxy.thaw();
    proxy.cut();
    await expect(asked).resolves.toBe('answered');
  });
});

describe('openings that are judged', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.remove());

  /** Has two openings note themselves, one of them judged; answers what they noted. Redis knows the script of the other alone. */
  async function noted(prefix: string, judge: () => void): Promise<readonly string[]> {
    const settings = readSettings({ REDIS_URL: server.url, KEY_PREFIX: prefix }, []);
    const redis = new RedisProvider(
      patientRedis(settings, 'judged'),
      settings,
      EventLogger.forProcess('test', 'silent'),
    );
    const { tasks } = redis.keys;
    const note = (name: string): LuaScript =>
      scriptOf(`return redis.call('RPUSH', KEYS[1] .. ':noted', '${name} ${prefix}')`);
    const plain = new Redis(server.url);
    await plain.script('LOAD', note('other').source);
    redis.onServer(note('judged'), tasks, { judge });
    redis.onServer(note('other'), tasks);
    redis.onModuleInit();
    await redis.run(script, tasks, []).catch(() => undefined);
    redis.onApplicationShutdown();
    const names = await plain.lrange(`${tasks}:noted`, 0, -1);
    plain.disconnect();
    // They run again after each break of the connection.
    return [...new Set(names)];
  }

  it('run before all others, also where Redis has forgotten their scripts alone', async () => {
    expect(await noted('fit', () => undefined)).toEqual(['judged fit', 'other fit']);
  });

  it('let no other run where they are judged unfit', async () => {
    const unfit = (): void => {
      throw new ConfigurationError(['another version keeps its tasks here']);
    };
    expect(await noted('unfit', unfit)).not.toContain('other unfit');
  });
});
