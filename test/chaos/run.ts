import { setMaxListeners } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { pause } from '../support/pause.js';
import { RedisServer } from '../support/redis-server.js';
import { shop } from './customers.js';
import { FaultDoer } from './fault-doer.js';
import { scheduleOf } from './faults.js';
import { Fleet, MAX_PICKUPS, OPENING_STOCK, PREFIX } from './fleet.js';
import type { EffectLine, History, RequestLine } from './history.js';
import { type Order, ordersOf } from './orders.js';
import { walkPages } from './page-walker.js';
import type { Plan } from './plan.js';
import { isAtRest, restOf, stuckTasks } from './rest.js';
import { WriteSpy } from './write-spy.js';

/** After the last fault every task must have ended within this: leases run out, the sweep delivers, workers start. */
const REST_MS = 120_000;

/** A job of a killed worker comes back when its lock is over and BullMQ has looked for it twice, each in half a minute. */
const LEFTOVERS_MS = 120_000;

/** A run, and what is to be known of tasks that did not end. */
export interface Finished {
  readonly history: History;
  readonly stuck: readonly string[];
}

/** Runs a plan against real processes and a real Redis. `build`: the folder with main.js and worker.js; `scripts`: the Lua files it runs. */
export async function run(plan: Plan, build: string, scripts: string): Promise<Finished> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const server = await RedisServer.start();
  const redis = new Redis(server.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const effects = join(folder, 'effects.jsonl');
  const fleet = await Fleet.start({ redisPort: server.port, build, effects });
  const spy = new WriteSpy(server.port, scripts);
  try {
    return await carryOut(plan, { server, redis, fleet, spy, effects });
  } finally {
    spy.close();
    await fleet.close();
    redis.disconnect();
    await server.remove();
    await rm(folder, { recursive: true });
  }
}

interface Place {
  readonly server: RedisServer;
  readonly redis: Redis;
  readonly fleet: Fleet;
  readonly spy: WriteSpy;
  readonly effects: string;
}

async function carryOut(plan: Plan, { server, redis, fleet, spy, effects }: Place): Promise<Finished> {
  const before = fleet.connections;
  const began = Date.now();
  const requests: RequestLine[] = [];
  const patience = new AbortController();
  const looking = new AbortController();
  setMaxListeners(0, patience.signal, looking.signal);
  const url = alternating(fleet);
  const twice = new Doubler(redis);
  const orders = ordersOf(plan);
  const doer = new FaultDoer(fleet, server, redis);
  const faults = doer.run(scheduleOf(plan), began);
  const customers = orders.map(async (order) => {
    await pause(began + order.at - Date.now());
    const note = (line: RequestLine): void => void requests.push(line);
    await shop(order, {
      url,
      signal: patience.signal,
      note,
      accepted: (one, task) => twice.deliver(one, task),
    });
  });
  const walking = walkPages(url, looking.signal);
  await faults;
  const healed = Date.now();
  await pause(began + plan.spreadMs - Date.now());
  const rested = await restWithin(fleet, redis, REST_MS);
  // Who still waits has what it waits for, or never will.
  const all = Promise.allSettled(customers);
  await Promise.race([all, pause(10_000)]);
  patience.abort();
  looking.abort();
  await all;
  const walks = await walking;
  await twice.close();
  const lines = (await readFile(effects, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const rest = await atLast(async () => restOf(redis, url, { before, after: fleet.connections }));
  const history: History = {
    plan,
    openingStock: OPENING_STOCK,
    maxPickups: MAX_PICKUPS,
    began,
    healed,
    rested,
    orders,
    requests,
    walks,
    effects: lines.map((line) => JSON.parse(line) as EffectLine),
    writes: spy.writes,
    faults: doer.done,
    ends: fleet.ends,
    rest,
  };
  return { history, stuck: rested === undefined ? await stuckTasks(redis) : [] };
}

/** When all had ended; undefined where they did not in time. */
async function restWithin(fleet: Fleet, redis: Redis, ms: number): Promise<number | undefined> {
  await fleet.ready();
  try {
    await eventually(async () => {
      if (!(await isAtRest(redis))) throw new Error('tasks are open');
    }, ms);
    return Date.now();
  } catch {
    return undefined;
  }
}

/** What is left goes away within moments: subscriptions end, a job that was delivered once more is dropped. */
async function atLast(read: () => Promise<History['rest']>): Promise<History['rest']> {
  let rest = await read();
  const deadline = Date.now() + LEFTOVERS_MS;
  while (rest.leftovers.length > 0 && Date.now() < deadline) {
    await pause(500);
    rest = await read();
  }
  return rest;
}

/** The APIs in turn, as a balancer has them. */
function alternating(fleet: Fleet): () => string {
  let n = 0;
  return () => {
    const { urls } = fleet;
    n += 1;
    return urls[n % Math.max(1, urls.length)] ?? 'http://127.0.0.1:1';
  };
}

/** Delivers some tasks once more: what BullMQ does after a lost acknowledgement. */
class Doubler {
  private readonly client: Redis;
  private readonly queues = new Map<string, Queue>();
  private readonly under: Promise<unknown>[] = [];

  constructor(redis: Redis) {
    this.client = redis.duplicate();
    this.client.on('error', () => undefined);
  }

  deliver({ doubled, path, method }: Order, task: number): void {
    if (!doubled) return;
    const made = path === '/notes' ? 'note-write' : 'car-build';
    const kind = method === 'GET' ? 'car-read' : made;
    const options = { jobId: `task-${task}-again`, removeOnComplete: true, removeOnFail: true };
    this.under.push(
      this.queue(kind)
        .add(kind, { id: task }, options)
        .catch(() => undefined),
    );
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.under);
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    this.client.disconnect();
  }

  private queue(kind: string): Queue {
    const known = this.queues.get(kind);
    if (known !== undefined) return known;
    const queue = new Queue(kind, { connection: this.client, prefix: `{${PREFIX}:queues}` });
    queue.on('error', () => undefined);
    this.queues.set(kind, queue);
    return queue;
  }
}
