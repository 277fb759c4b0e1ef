import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, asyncProperty, check } from 'fast-check';
import { Redis } from 'ioredis';
import { argumentsOf, scriptOf } from '../../src/platform/redis/index.js';
import { partsOf } from '../../src/tasks/task-script.js';
import { root } from '../support/root.js';
import { DUMP, readCreated, readList, readReply, rowsOf, SHIM } from './keyspace.js';
import { carryOut, type Operation, operation } from './operations.js';
import { StoreModel } from './store.model.js';
import { CHUNK } from './store.state.js';
import type { Reply } from './store.api-model.js';
import type { Step } from './writes.js';
import { rowsOfState } from './store.rows.js';

const SCRIPTS = [
  'create',
  'start',
  'checkpoint',
  'end',
  'renew',
  'release',
  'decline',
  'count',
  'cancel',
  'sweep',
  'leave',
  'expire',
  'read',
  'list',
];

/** Runs of one case: fewer, longer cases cost fewer round trips. */
const RUNS_A_CASE = 10;
const MAX_OPERATIONS = 24;

const BASE = '{sim:tasks}';

/** The stores that runs are made with, in turn: all there is, and one of three partitions. */
const STORES = [
  [0, 1],
  [0, 3],
  [2, 3],
] as const;

/** What one command carries out: steps of one script, at one time. After it the keys are these. */
interface Command {
  readonly script: string;
  readonly micros: number;
  readonly steps: readonly Step[];
  readonly rows: string;
}

/** A change that makes a script wrong: what is replaced, by what, in which file. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** So few tasks as a run makes would not fill a chunk of a list, nor be more than a page looks through at once. */
const SMALLER: readonly Mutation[] = [
  { file: 'lists', from: 'CHUNK = 64', to: `CHUNK = ${CHUNK}` },
  { file: 'newest', from: 'CHUNKS = 8', to: 'CHUNKS = 1' },
];

/** The task store's own scripts on a real Redis, with a clock that stands until it is moved, beside their model. */
export class Simulation {
  private constructor(
    private readonly redis: Redis,
    private readonly digests: ReadonlyMap<string, string>,
    private readonly dump: string,
  ) {}

  /** `database`: a logical database of its own, which is emptied. */
  static async open(database: number, mutation?: Mutation): Promise<Simulation> {
    const url = process.env['REDIS_URL'];
    if (url === undefined) throw new Error('REDIS_URL is not set; run the tests with npm test');
    const redis = new Redis(url, { db: database });
    const load = async (source: string): Promise<string> => String(await redis.script('LOAD', source));
    const digests = new Map<string, string>();
    for (const name of SCRIPTS) {
      const { source } = scriptOf(SHIM, ...partsOf(name).map((part) => sourceOf(part, mutation)));
      digests.set(name, await load(source));
    }
    return new Simulation(redis, digests, await load(DUMP));
  }

  /** Compares scripts and model over so many random runs; answers the run that differs, and how to repeat it; the shortest one found, unless `shrink` is false. */
  async compare(runs: number, seed: number, shrink = true): Promise<string | undefined> {
    const cases = array(array(operation, { minLength: 1, maxLength: MAX_OPERATIONS }), {
      minLength: RUNS_A_CASE,
      maxLength: RUNS_A_CASE,
    });
    const property = asyncProperty(cases, async (all) => {
      for (const [index, operations] of all.entries()) {
        const [partition, partitions] = STORES[index % STORES.length] ?? STORES[0];
        await this.run(operations, new StoreModel(partition, partitions), index % 2 === 1);
      }
    });
    const { errorInstance } = await check(property, {
      numRuns: Math.ceil(runs / RUNS_A_CASE),
      seed,
      endOnFailure: !shrink,
    });
    return errorInstance instanceof Error ? `${errorInstance.message}\nSIMULATION_SEED=${seed}` : undefined;
  }

  async close(): Promise<void> {
    await this.redis.flushdb();
    this.redis.disconnect();
  }

  /**
   * Carries these out on scripts and model: each as a command of its own, or what one command can do as one. Errors: throws at the first
   * answer or state that is not the model's.
   */
  async run(operations: readonly Operation[], model: StoreModel, together = false): Promise<void> {
    const commands: Command[] = [];
    let steps: readonly Step[] = [];
    for (const one of operations) {
      const step = carryOut(model, one);
      if (step === undefined) continue;
      const { script } = step;
      const { micros } = model;
      const last = commands.at(-1);
      const goesOn = together && last?.script === script && last.micros === micros;
      steps = goesOn ? [...steps, step] : [step];
      const told = steps.map(toldNow);
      if (goesOn) commands.pop();
      commands.push({ script, micros, steps: told, rows: canonical(rowsOfState(model)) });
    }
    await this.carryOut(commands, model.partitions, `\nin ${JSON.stringify(operations)}`);
  }

  private async carryOut(commands: readonly Command[], partitions: number, after: string): Promise<void> {
    const pipeline = this.redis.pipeline().flushdb();
    for (const { script, micros, steps } of commands) {
      const args = argumentsOf(steps.map((step) => step.args));
      const keys = [BASE, `${micros}:of:${partitions}`];
      pipeline.evalsha(this.digests.get(script) ?? '', 2, ...keys, ...args).evalsha(this.dump, 0);
    }
    const replies = (await pipeline.exec()) ?? [];
    for (const [index, { script, steps, rows }] of commands.entries()) {
      const [failure, answers] = replies[1 + 2 * index] ?? [];
      if (failure) throw failure;
      answered(steps, answers as readonly unknown[], after);
      const [, dumped] = replies[2 + 2 * index] ?? [];
      same(rowsOf(String(dumped), BASE), rows, `after ${script} the keys are`, after);
    }
  }
}

/** A step whose answer is told by the state that the model has now. */
function toldNow(step: Step): Step {
  const { script, args } = step;
  return { script, args, expected: toldOf(step) };
}

function toldOf({ expected }: Step): Reply {
  return typeof expected === 'function' ? expected() : expected;
}

/** Errors: throws at the first answer that is not what a step expects. */
function answered(steps: readonly Step[], answers: readonly unknown[], after: string): void {
  for (const [call, step] of steps.entries()) {
    const answer = answers[call];
    if (answer instanceof Error) throw answer;
    same(seen(step, answer), canonical(toldOf(step)), `${step.script} answers`, after);
  }
}

/** A list answers documents; which tasks they are of, and in which order, is what counts here. */
function seen({ script }: Step, reply: unknown): unknown {
  if (script === 'list') return readList(reply as Parameters<typeof readList>[0]);
  if (script === 'create' && typeof reply === 'string') return readCreated(reply);
  return readReply(reply, BASE);
}

/** Errors: throws with what differs. */
function same(actual: unknown, should: string, what: string, where: string): void {
  const is = canonical(actual);
  if (is !== should) throw new Error(`${what}\n  ${is}\nbut should be\n  ${should}${where}`);
}

/** JSON with the members of objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function sourceOf(name: string, mutation: Mutation | undefined): string {
  let source = readFileSync(join(root, 'src/tasks/lua', `${name}.lua`), 'utf8');
  for (const { file, from, to } of mutation === undefined ? SMALLER : [...SMALLER, mutation]) {
    if (file !== name) continue;
    if (!source.includes(from)) throw new Error(`${name}.lua does not have: ${from}`);
    source = source.replace(from, () => to);
  }
  return source;
}
