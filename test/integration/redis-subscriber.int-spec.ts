import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { readSettings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { subscriberRedis } from '../../src/platform/redis/index.js';
import { RedisSubscriber } from '../../src/platform/redis/redis.subscriber.js';
import { TcpProxy } from '../chaos/tcp-proxy.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
let proxy: TcpProxy;
let client: Redis;
let subscriber: RedisSubscriber;
let gaps: number;

beforeAll(async () => {
  core = await openCore();
});
afterAll(() => core.close());

beforeEach(async () => {
  proxy = await TcpProxy.open(Number(new URL(process.env['REDIS_URL'] ?? '').port));
  const { keyPrefix } = core.settings;
  const url = `redis://127.0.0.1:${proxy.port}`;
  const settings = readSettings({ REDIS_URL: url, KEY_PREFIX: keyPrefix }, []);
  const clients = subscriberRedis(settings, 'test');
  [client] = clients as [Redis];
  subscriber = new RedisSubscriber(clients, settings, EventLogger.forProcess('test', 'silent'));
  gaps = 0;
  subscriber.onGap(() => {
    gaps += 1;
  });
  subscriber.onModuleInit();
  await eventually(() => {
    if (gaps === 0) throw new Error('not connected');
  });
});
afterEach(async () => {
  subscriber.onApplicationShutdown();
  await proxy.close();
});

const channelOf = (name: string | number): string => `${core.settings.keyPrefix}:${name}`;

const listeners = async (channel: string): Promise<unknown> =>
  (await core.redis.client.pubsub('SHARDNUMSUB', channel))[1];

describe('the connection for messages', () => {
  it('is given up when it falls silent, and who listens is told of the gap and hears on', async () => {
    const channel = channelOf(randomBytes(4).toString('hex'));
    const heard: string[] = [];
    await subscriber.subscribe(0, channel, (message) => heard.push(message));
    proxy.silence();
    await eventually(() => expect(gaps).toBe(2), 30_000);
    await core.redis.client.spublish(channel, 'again');
    await eventually(() => expect(heard).toEqual(['again']));
  });

  it('listens, in time, to what is asked for while it is made anew', async () => {
    proxy.cut();
    await eventually(() => expect(client.status).not.toBe('ready'));
    const channel = channelOf(randomBytes(4).toString('hex'));
    const heard: string[] = [];
    await subscriber.subscribe(0, channel, (message) => heard.push(message));
    await core.redis.client.spublish(channel, 'in time');
    await eventually(() => expect(heard).toEqual(['in time']));
  });

  it('does not listen again to what ended while it began anew', async () => {
    const ends: (() => void)[] = [];
    const names = Array.from({ length: 501 }, (_, n) => channelOf(n));
    for (const name of names) ends.push(await subscriber.subscribe(0, name, () => undefined));
    // Heard after the subscriber has sent the first of two batches; the last channel is in the second.
    client.once('ready', () => ends.at(-1)?.());
    proxy.cut();
    await eventually(() => expect(gaps).toBe(2));
    expect(await listeners(names[0] ?? '')).toBe(1);
    expect(await listeners(names.at(-1) ?? '')).toBe(0);
    expect(subscriber.size).toBe(500);
  });
});
