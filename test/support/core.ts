import { randomBytes } from 'node:crypto';
import { readSettings, type Settings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { MemoryWatch, patientRedis, RedisProvider } from '../../src/platform/redis/index.js';
import {
  type Grant,
  KindRegistry,
  kind,
  type Task,
  TaskLedger,
  TaskSweeper,
  WorkerName,
} from '../../src/tasks/index.js';
import { TaskList } from '../../src/tasks/task.list.js';
import { type NewTask, TaskStore } from '../../src/tasks/task.store.js';
import type { TaskView } from '../../src/tasks/task-view.js';

/** The core's parts on a real Redis, under a prefix of their own. */
export interface Core {
  readonly settings: Settings;
  readonly redis: RedisProvider;
  readonly store: TaskStore;
  readonly list: TaskList;
  readonly ledger: TaskLedger;
  readonly sweeper: TaskSweeper;
  readonly kinds: KindRegistry;
  /** What the ledger calls its worker. */
  readonly worker: string;
  /** What a plain task is made from. */
  readonly plain: NewTask;
  /** Accepts a task with the given changes to a plain one. */
  create(changes?: Partial<NewTask>): Promise<TaskView>;
  /** Starts the next task. Errors: throws where there is none. */
  granted(): Promise<Grant>;
  /** Reads a task of anonymous. Errors: throws where there is none. */
  read(id: number): Promise<Task>;
  /** Removes every key of this prefix and disconnects. */
  close(): Promise<void>;
}

/** A kind with three steps, like a build. */
export const threeSteps = kind<object, object>('three-steps', { steps: () => ({ a: 1, b: 2, c: 1 }) });

/** Makes the core's parts for a test file. `env` overrides the settings. */
export async function openCore(env: Record<string, string> = {}): Promise<Core> {
  const prefix = `it-${randomBytes(6).toString('hex')}`;
  const settings = readSettings(
    { REDIS_URL: process.env['REDIS_URL'], KEY_PREFIX: prefix, LOG_LEVEL: 'silent', ...env },
    [],
  );
  const log = EventLogger.forProcess('test', settings.logLevel);
  const redis = new RedisProvider(patientRedis(settings, 'test'), settings, log);
  await redis.client.connect();
  const name = new WorkerName();
  const store = new TaskStore(redis, settings, new MemoryWatch(redis, settings, log));
  const ledger = new TaskLedger(redis, settings, name);
  return {
    settings,
    redis,
    store,
    list: new TaskList(redis),
    ledger,
    worker: name.text,
    sweeper: new TaskSweeper(redis, settings),
    kinds: new KindRegistry([threeSteps], settings),
    plain: plainTask,
    create: async (changes = {}) => {
      const created = await store.create({ ...plainTask, ...changes });
      if (created.outcome !== 'created') throw new Error(`not created: ${created.outcome}`);
      return created.view;
    },
    granted: async () => {
      const grant = await ledger.start('three-steps');
      if (grant === undefined) throw new Error('nothing is to be had');
      return grant;
    },
    read: async (id) => {
      const lookup = await store.read(id, 'anonymous');
      if (lookup.found !== 'task') throw new Error(`not found: ${lookup.found}`);
      return lookup.view.task;
    },
    close: async () => {
      const keys = await redis.client.keys(`{${prefix}:*`);
      if (keys.length > 0) await redis.client.del(...keys);
      redis.client.disconnect();
    },
  };
}

const plainTask: NewTask = {
  owner: 'anonymous',
  kind: 'three-steps',
  steps: ['a', 'b', 'c'],
  request: { resource: '/cars/', verb: 'POST', header: '{}', body: '{"color":"Blue"}' },
  input: '{"color":"Blue"}',
  requestId: 'req-1',
};
