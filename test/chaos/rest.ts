import type { Redis } from 'ioredis';
import { named } from '../support/record.js';
import { PREFIX } from './fleet.js';
import { hasEnded, type RestingTask, type RestState } from './history.js';
import { ask } from './requests.js';

const TASKS = `{${PREFIX}:tasks}`;
const LANES = 8;

/** Records of all tasks there are. */
export async function recordsOf(
  redis: Redis,
): Promise<readonly (readonly [number, Record<string, string>])[]> {
  const keys = await redis.keys(`${TASKS}:task:*`);
  return Promise.all(
    keys.map(
      async (key) => [Number(key.slice(`${TASKS}:task:`.length)), named(await redis.hgetall(key))] as const,
    ),
  );
}

/** Whether every task has ended. Reads all records only once no list has an open one. */
export async function isAtRest(redis: Redis): Promise<boolean> {
  const open = ['queued', 'active'].map((status) => redis.keys(`${TASKS}:list:*:${status}:*`));
  if ((await Promise.all(open)).flat().length > 0) return false;
  const records = await recordsOf(redis);
  return records.every(([, { status = '' }]) => hasEnded({ status }));
}

/** Reads all that is left. */
export async function restOf(
  redis: Redis,
  url: () => string,
  connections: RestState['connections'],
): Promise<RestState> {
  const tasks = await askedAll(await recordsOf(redis), url);
  const { lists, unlisted } = await listsOf(redis);
  const cars = await redis.keys(`{${PREFIX}:cars}:car:*`);
  const stock = Object.values(await redis.hgetall(`{${PREFIX}:cars}:stock`)).map(Number);
  return {
    tasks,
    lists,
    leftovers: [...(await leftoversOf(redis)), ...unlisted],
    connections,
    cars: cars.map((key) => Number(key.slice(key.lastIndexOf(':') + 1))),
    notes: (await redis.hkeys(`{${PREFIX}:notes}:notes`)).map(Number),
    stock,
  };
}

/** Ids by the key of their list, and the keys of chunks that no list has. */
async function listsOf(
  redis: Redis,
): Promise<{ readonly lists: Record<string, readonly number[]>; readonly unlisted: readonly string[] }> {
  const lists: Record<string, readonly number[]> = {};
  const unlisted = new Set(await redis.keys(`${TASKS}:ids:*`));
  for (const key of await redis.keys(`${TASKS}:list:*`)) {
    const ids: string[] = [];
    for (const chunk of await redis.zrange(key, '0', '-1')) {
      const chunkKey = key.replace(':list:', () => `:ids:${chunk}:`);
      ids.push(...(await redis.smembers(chunkKey)));
      unlisted.delete(chunkKey);
    }
    lists[key] = ids.map(Number);
  }
  return { lists, unlisted: [...unlisted] };
}

/** What the API says of tasks, asked by a few at once. */
async function askedAll(
  records: Awaited<ReturnType<typeof recordsOf>>,
  url: () => string,
): Promise<readonly RestingTask[]> {
  const tasks: RestingTask[] = [];
  const left = records.values();
  const lane = async (): Promise<void> => {
    for (const [id, record] of left) {
      const path = `/tasks/${id}`;
      const line = await ask(url(), { purpose: 'task', method: 'GET', path, order: -1, headers: {} });
      const http = { status: line.status ?? 0, seen: line.seen[0] };
      tasks.push({ id, order: orderOf(record), record, http });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return tasks;
}

/** Tasks that have not ended, with all that is known of them: for whoever must find out why. */
export async function stuckTasks(redis: Redis): Promise<readonly string[]> {
  const due = await dueOf(redis);
  const records = await recordsOf(redis);
  const stuck = records.filter(([, { status = '' }]) => !hasEnded({ status }));
  return [`due: ${due.join(' ')}`, ...stuck.map(([id, record]) => `${id}: ${JSON.stringify(record)}`)];
}

/** Which tasks somebody must have moved by when, of all kinds. */
async function dueOf(redis: Redis): Promise<readonly string[]> {
  const keys = await redis.keys(`${TASKS}:due:*`);
  return (await Promise.all(keys.map((key) => redis.zrange(key, '0', '-1', 'WITHSCORES')))).flat();
}

/** What should not be there once all have ended: places of open tasks, jobs, and channels of single tasks. */
export async function leftoversOf(redis: Redis): Promise<readonly string[]> {
  const open = ['due:*', 'waiting:*', 'client:*', 'share:*'];
  const keys = await Promise.all(open.map((name) => redis.keys(`${TASKS}:${name}`)));
  const jobs = await redis.keys(`{${PREFIX}:queues}:*:[0-9]*`);
  const lists = await redis.keys(`{${PREFIX}:queues}:*:{wait,active,prioritized,delayed}`);
  const channels = (await redis.pubsub('SHARDCHANNELS', `${TASKS}:changes:*`)) as string[];
  const counted = await redis.hget(`${TASKS}:meta`, 'open');
  const count = counted === '0' || counted === null ? [] : [`the count of ${counted} open tasks`];
  return [...keys.flat(), ...jobs, ...lists, ...channels, ...count];
}

/** Its number stands in what was ordered: the color of a car, the text of a note. */
function orderOf({ input = '', kind = '' }: Readonly<Record<string, string>>): number | undefined {
  if (kind.endsWith('read')) return undefined;
  const number = /"(?:color|text)":"o(\d+)"/.exec(input)?.[1];
  return number === undefined ? undefined : Number(number);
}
