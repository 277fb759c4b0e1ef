import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { pause } from '../support/pause.js';
import { RedisServer } from '../support/redis-server.js';
import { FaultDoer } from './fault-doer.js';
import { scheduleOf } from './faults.js';
import { Fleet, MAX_PICKUPS, OPENING_STOCK } from './fleet.js';
import type { EffectLine, History } from './history.js';
import { Market } from './market.js';
import { ordersOf } from './orders.js';
import type { Plan } from './plan.js';
import { isAtRest, leftoversOf, restOf, stuckTasks } from './rest.js';
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
  const spy = new WriteSpy(server.port, scripts);
  try {
    const fleet = await Fleet.start({ redisPort: server.port, build, effects });
    try {
      return await carryOut(plan, { server, redis, fleet, spy, effects });
    } finally {
      await fleet.close();
    }
  } finally {
    spy.close();
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

async function carryOut(plan: Plan, place: Place): Promise<Finished> {
  const { server, redis, fleet, spy } = place;
  const before = fleet.connections;
  const began = Date.now();
  const orders = ordersOf(plan);
  const market = new Market(fleet, redis);
  try {
    market.open(orders, began);
    const doer = new FaultDoer(fleet, server, redis);
    await doer.run(scheduleOf(plan), began);
    const healed = Date.now();
    await pause(began + plan.spreadMs - Date.now());
    const rest = await restWithin(fleet, redis, REST_MS);
    const { requests, walks } = await market.close();
    await nothingLeftWithin(redis, LEFTOVERS_MS);
    const history: History = {
      plan,
      openingStock: OPENING_STOCK,
      maxPickups: MAX_PICKUPS,
      began,
      healed,
      rested: 'at' in rest ? rest.at : undefined,
      orders,
      requests,
      walks,
      effects: await effectsIn(place.effects),
      writes: spy.writes,
      faults: doer.done,
      ends: fleet.ends,
      rest: await restOf(redis, market.url, { before, after: fleet.connections }),
    };
    return { history, stuck: 'at' in rest ? [] : [rest.why, ...(await stuckTasks(redis))] };
  } finally {
    await market.close();
  }
}

async function effectsIn(file: string): Promise<readonly EffectLine[]> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as EffectLine);
}

/** When all had ended, or why they had not in time. */
async function restWithin(
  fleet: Fleet,
  redis: Redis,
  ms: number,
): Promise<{ readonly at: number } | { readonly why: string }> {
  try {
    await fleet.ready();
    await eventually(async () => {
      if (!(await isAtRest(redis))) throw new Error('tasks are open');
    }, ms);
    return { at: Date.now() };
  } catch (error) {
    return { why: String(error) };
  }
}

/** What is left goes away within moments: subscriptions end, a job that was delivered once more is dropped. */
async function nothingLeftWithin(redis: Redis, ms: number): Promise<void> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline && (await leftoversOf(redis)).length > 0) await pause(500);
}
