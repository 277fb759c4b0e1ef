import { Redis } from 'ioredis';
import { TaskJournal } from '../../src/runner/task.journal.js';
import { StoreUnavailableError } from '../../src/platform/redis/index.js';
import { Interruption, Stop } from '../../src/workflow/index.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';

describe('a Redis that refuses writes for now', () => {
  let server: RedisServer;
  let core: Core;
  let stop: Stop;

  beforeAll(async () => {
    server = await RedisServer.start();
    core = await openCore({ REDIS_URL: server.url, TASK_LEASE_SECONDS: '60' });
  });
  beforeEach(() => {
    stop = new Stop();
  });
  afterEach(() => refuse(false));
  afterAll(async () => {
    await core.close();
    await server.remove();
  });

  /** As it does when too few replicas are there, NOREPLICAS. */
  const refuse = async (yes: boolean): Promise<unknown> =>
    core.redis.client.config('SET', 'min-replicas-to-write', yes ? 1 : 0);
  const refusals = async (): Promise<number> => {
    const stats = await core.redis.client.info('errorstats');
    return Number(/errorstat_NOREPLICAS:count=(\d+)/.exec(stats)?.[1] ?? 0);
  };
  const begun = async (): Promise<TaskJournal> => {
    await core.create();
    const grant = await core.ledger.start('three-steps');
    if (grant === undefined) throw new Error('nothing is to be had');
    return new TaskJournal(core.ledger, grant, {
      weights: new Map(),
      locationOf: () => undefined,
      onStep: () => undefined,
      takesNext: () => true,
      abort: stop,
    });
  };
  const refusedTwice = async (): Promise<void> => {
    const before = await refusals();
    await eventually(async () => expect(await refusals()).toBeGreaterThanOrEqual(before + 2));
  };

  it('makes a running attempt wait, and keeps what it did once it can', async () => {
    const journal = await begun();
    await refuse(true);
    const written = journal.stepFinished('a', '1');
    await refusedTwice();
    await refuse(false);
    await written;
    expect(journal.steps.map(({ status }) => status)).toEqual(['finished', 'in progress', 'not started']);
  });

  it('keeps no task that came with an end for which nobody waits any more', async () => {
    const journal = await begun();
    const next = (await core.create()).task;
    const plain = new Redis(server.url);
    await plain.client('PAUSE', 60_000, 'WRITE');
    const ended = journal.taskFinished('c', '1');
    await eventually(async () => expect(await plain.info('clients')).toMatch(/^blocked_clients:[1-9]/m));
    stop.fire(new Interruption('released'));
    await expect(ended).rejects.toThrow(Interruption);
    await plain.client('UNPAUSE');
    plain.disconnect();
    const grant = await eventually(async () => {
      const granted = await core.ledger.start('three-steps');
      if (granted === undefined) throw new Error('nothing is to be had');
      return granted;
    });
    expect(grant.task).toMatchObject({ id: next.id, attempt: 2, pickups: 1 });
  });

  it('takes an end though it is full, since that makes room', async () => {
    const journal = await begun();
    await journal.stepFinished('a', '1');
    await journal.stepFinished('b', '2');
    await core.redis.client.config('SET', 'maxmemory', '1mb');
    try {
      await expect(core.create()).rejects.toThrow(StoreUnavailableError);
      await journal.taskFinished('c', '3');
    } finally {
      await core.redis.client.config('SET', 'maxmemory', '0');
    }
  });

  it('loses nothing where it refuses some calls of a command and not others', async () => {
    const build = await core.create();
    const read = await core.create({
      kind: 'quick-read',
      request: { resource: '/cars/1', verb: 'GET', header: '{}', body: '{}' },
      shared: true,
    });
    const starts = async (): Promise<readonly (number | undefined)[]> => {
      const asked = ['three-steps', 'quick-read'].map((kind) => core.ledger.start(kind));
      const grants = await Promise.allSettled(asked);
      return grants.map((grant) => (grant.status === 'fulfilled' ? grant.value?.task.id : undefined));
    };
    await core.redis.client.config('SET', 'maxmemory', '1mb');
    const [refused, granted] = await starts();
    await core.redis.client.config('SET', 'maxmemory', '0');
    expect([refused, granted]).toEqual([undefined, read.task.id]);
    const page = await core.list.page(
      'anonymous',
      { statuses: ['queued'], verbs: ['POST', 'GET'], resource: undefined },
      10,
      undefined,
    );
    expect(page.views.map(({ task }) => task.id)).toEqual([build.task.id]);
    expect(await starts()).toEqual([build.task.id, undefined]);
  });

  it('makes it wait no longer than it may go on', async () => {
    const journal = await begun();
    await refuse(true);
    const stopped = refusedTwice().then(() => stop.fire(new Interruption('lost')));
    await expect(journal.stepFinished('a', '1')).rejects.toThrow(Interruption);
    await stopped;
  });
});
