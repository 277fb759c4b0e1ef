import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Redis } from 'ioredis';
import { readSettings } from '../../src/platform/config/index.js';
import { type EventStream, EventStreams } from '../../src/platform/http/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import {
  failFastRedis,
  MemoryWatch,
  RedisProvider,
  subscriberRedis,
} from '../../src/platform/redis/index.js';
import { RedisSubscriber } from '../../src/platform/redis/redis.subscriber.js';
import { ListFollower } from '../../src/tasks/http/list-follower.js';
import { TaskAnswers } from '../../src/tasks/http/task-answers.js';
import { TaskFollower } from '../../src/tasks/http/task-follower.js';
import { TaskEvents, TaskService } from '../../src/tasks/index.js';
import { TaskList } from '../../src/tasks/task.list.js';
import { TaskQueues } from '../../src/tasks/task.queue.js';
import { TaskStore } from '../../src/tasks/task.store.js';
import { TcpProxy } from '../chaos/tcp-proxy.js';
import { type Core, openCore } from '../support/core.js';
import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';

const log = EventLogger.forProcess('test', 'silent');
const QUERY = { filter: { statuses: [], verbs: [], resource: undefined }, limit: 20, before: undefined };

let core: Core;
/** Reads go through it; messages do not, as when only the connection for commands is lost. */
let proxy: TcpProxy;
let redis: RedisProvider;
let messages: Redis;
let subscriber: RedisSubscriber;
let events: TaskEvents;
let reads: CountedReads;
let tasks: TaskFollower;
let list: ListFollower;
let streams: EventStreams;
let server: Server | undefined;

/** Counts reads that failed, and lets something come between a page and its answer. */
class CountedReads extends TaskService {
  failed = 0;
  /** Done once, when a page was read and before it is answered. */
  meanwhile = async (): Promise<void> => {};

  override async find(...args: Parameters<TaskService['find']>): ReturnType<TaskService['find']> {
    return this.counted(super.find(...args));
  }

  override async some(...args: Parameters<TaskService['some']>): ReturnType<TaskService['some']> {
    return this.counted(super.some(...args));
  }

  override async page(...args: Parameters<TaskService['page']>): ReturnType<TaskService['page']> {
    const page = await this.counted(super.page(...args));
    const { meanwhile } = this;
    this.meanwhile = async () => {};
    await meanwhile();
    return page;
  }

  private async counted<T>(read: Promise<T>): Promise<T> {
    try {
      return await read;
    } catch (error) {
      this.failed += 1;
      throw error;
    }
  }
}

beforeAll(async () => {
  core = await openCore({ TASK_RETENTION_SECONDS: '1' });
  proxy = await TcpProxy.open(Number(new URL(process.env['REDIS_URL'] ?? '').port));
  const env = {
    REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
    KEY_PREFIX: core.settings.keyPrefix,
    REDIS_TIMEOUT_MS: '500',
  };
  const proxied = readSettings(env, []);
  redis = new RedisProvider(failFastRedis(proxied, 'proxied'), proxied, log);
  redis.onModuleInit();
  const connections = subscriberRedis(core.settings, 'test');
  messages = connections[0] as Redis;
  subscriber = new RedisSubscriber(connections, core.settings, log);
  subscriber.onModuleInit();
  const store = new TaskStore(redis, core.settings, new MemoryWatch(redis, core.settings, log));
  reads = new CountedReads(store, new TaskList(redis), new TaskQueues(redis, log), core.kinds, log);
  // Its audits do not run: what a stream tells here it found out by itself.
  events = new TaskEvents(subscriber, redis, store, log);
  const answers = new TaskAnswers(core.kinds, core.settings);
  tasks = new TaskFollower(events, reads, answers);
  list = new ListFollower(events, reads, answers);
  streams = new EventStreams();
  await eventually(() => redis.client.ping());
  await eventually(async () => (await events.watch('anonymous', 1, () => undefined))());
});
beforeEach(() => {
  reads.failed = 0;
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});
afterAll(async () => {
  streams.onApplicationShutdown();
  subscriber.onApplicationShutdown();
  redis.onApplicationShutdown();
  await proxy.close();
  await core.close();
});

/** A client's stream of what is followed, until the client goes. */
async function streamOf(
  follow: (stream: EventStream, signal: AbortSignal) => Promise<void>,
): Promise<EventReader> {
  const answer = async (response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const stream = streams.begin(response, {});
    await follow(stream, gone.signal);
    stream.end();
  };
  const listening = createServer((_, response) => void answer(response)).listen(0, '127.0.0.1');
  server = listening;
  await once(listening, 'listening');
  return EventReader.open(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/`);
}

const ids = (reader: EventReader): readonly (string | undefined)[] => reader.events.map(({ id }) => id);

/** Carries something out while no read succeeds and one has failed. */
async function unread(work: () => Promise<unknown>): Promise<void> {
  proxy.freeze();
  try {
    await work();
    await eventually(() => expect(reads.failed).toBeGreaterThan(0));
  } finally {
    proxy.thaw();
  }
}

describe('the stream of a task', () => {
  it('never goes back while the task can not be read, and goes on by itself', async () => {
    const view = await core.create();
    const reader = await streamOf((stream, signal) => tasks.follow(view, stream, signal));
    await core.ledger.start('three-steps');
    await eventually(() => expect(ids(reader)).toEqual(['1', '2']));
    await unread(() => core.store.cancel(view.task.id, 'anonymous'));
    await eventually(() => expect(ids(reader)).toEqual(['1', '2', '3']));
  });

  it('ends when the task is kept no longer', async () => {
    const view = await core.create();
    const reader = await streamOf((stream, signal) => tasks.follow(view, stream, signal));
    await reader.until(() => true);
    await unread(async () => {
      await core.store.cancel(view.task.id, 'anonymous');
      await eventually(async () => {
        await core.sweeper.expire();
        expect(await core.store.read(view.task.id, 'anonymous')).toEqual({ found: 'expired' });
      });
    });
    expect(await reader.ended()).toBe('ended');
    expect(ids(reader)).toEqual(['1']);
  });
});

describe('the stream of a list', () => {
  const follow = (owner: string) => (stream: EventStream, signal: AbortSignal) =>
    list.follow(owner, QUERY, stream, signal);

  it('begins with its page though that could not be read at first', async () => {
    const { task } = await core.create({ owner: 'late' });
    const opened: EventReader[] = [];
    await unread(async () => opened.push(await streamOf(follow('late'))));
    const [reader] = opened;
    const told = await reader?.until(() => true);
    expect(told?.task.task_id).toBe(task.id);
    await core.store.cancel(task.id, 'late');
  });

  it('tells what came, unheard of, while its page was read', async () => {
    events.onModuleInit();
    let gaps = 0;
    const unwatch = await events.watchAll(
      'unheard',
      () => undefined,
      () => {
        gaps += 1;
      },
    );
    const made: number[] = [];
    reads.meanwhile = async () => {
      const before = gaps;
      messages.disconnect(true);
      made.push((await core.create({ owner: 'unheard' })).task.id);
      await eventually(() => expect(gaps).toBeGreaterThan(before));
    };
    const reader = await streamOf(follow('unheard'));
    const told = await reader.until(() => true);
    expect([told.task.task_id]).toEqual(made);
    unwatch();
    events.onApplicationShutdown();
    await core.store.cancel(told.task.task_id, 'unheard');
  });

  it('tells once what changed while nothing could be read', async () => {
    const { task: made } = await core.create({ owner: 'away' });
    const reader = await streamOf(follow('away'));
    await reader.until(({ task: { status } }) => status === 'queued');
    // To start one could be to start what another test left, where this takes longer than a lease.
    await unread(() => core.store.cancel(made.id, 'away'));
    await reader.until(({ task: { status } }) => status === 'cancelled');
    expect(reader.events.map((event) => event.task.status)).toEqual(['queued', 'cancelled']);
  });
});
