import { type Arbitrary, boolean, constantFrom, integer, nat, oneof, record } from 'fast-check';
import type { Reply } from './store.api-model.js';
import type { StoreModel } from './store.model.js';
import { KIND, LEASE_MS, MAX_DELIVERIES, RETENTION_MS } from './store.state.js';

/** What a step of a run does, told so that it means something whatever came before. */
export type Operation =
  | { readonly op: 'create'; readonly owner: string; readonly key: string; readonly twist: number }
  | { readonly op: 'start' }
  | {
      readonly op: 'write';
      readonly task: number;
      readonly behind: number;
      readonly what: number;
      /** Whether an end asks for the next task. */
      readonly next: boolean;
    }
  | { readonly op: 'cancel' | 'read'; readonly task: number; readonly reader: string }
  | { readonly op: 'list'; readonly reader: string; readonly path: string; readonly limit: number }
  | { readonly op: 'sweep'; readonly worker: string; readonly depth: number; readonly ms: number }
  | { readonly op: 'expire'; readonly ms: number }
  | { readonly op: 'wait'; readonly ms: number };

/** A script, what it is given, and what it must answer. */
export interface Step {
  readonly script: string;
  readonly args: readonly (string | number)[];
  readonly expected: Reply;
}

const READERS = ['anonymous', 'a', 'b', '*'] as const;
const COLLECTION = '/cars/';
const MEMBER = '/cars/1';
const ERROR = '{"why":"a step failed"}';
const CANCELLED = '{"why":"cancelled"}';
const STEPS = 'x:n:0::,y:n:0::';

/** How steps may stand when a worker writes. */
const PROGRESSES = ['x:f:1:0:@,y:i:1:@:', 'x:f:1:0:7,y:f:1:7:@', 'x:i:2:0:,y:n:0::', 'x:u:1:0:7,y:n:0::'];

const FINISHED = 0;
/** What a worker can write, by number; all others are checkpoints. */
const ENDS: readonly (readonly [status: string, value: string])[] = [
  ['finished', '{}'],
  ['failed', ERROR],
  ['cancelled', CANCELLED],
];
const RELEASE = 7;
/** From here on: counts as a pickup, and does not. */
const COUNTS = 16;
/** What heartbeats tell of the step in progress, which may be another by then. */
const TRIES = new Map([
  [8, ''],
  [9, 'x:3'],
  [10, 'x:1'],
  [11, 'y:2'],
]);
const NOTHING = ['', ''] as const;
const CHECKPOINTS = [['x', '1'], NOTHING, ['!', ERROR], ['y', '2']] as const;

/** Redis' clock goes back: a correction, a failover. */
const SET_BACK = [-3, -LEASE_MS, -2 * RETENTION_MS];

const task = nat({ max: 5 });

/** Mostly what moves tasks; now and then what looks, waits or forgets. */
export const operation: Arbitrary<Operation> = oneof(
  {
    weight: 5,
    arbitrary: record({
      op: constantFrom('create' as const),
      owner: constantFrom('anonymous', 'a', 'b'),
      key: constantFrom('', '', 'k1', 'k2'),
      twist: nat({ max: 15 }),
    }),
  },
  { weight: 6, arbitrary: record({ op: constantFrom('start' as const) }) },
  {
    weight: 12,
    arbitrary: record({
      op: constantFrom('write' as const),
      task,
      behind: constantFrom(0, 0, 0, 1),
      next: boolean(),
      what: oneof(
        { weight: 3, arbitrary: nat({ max: 17 }) },
        { weight: 1, arbitrary: constantFrom(FINISHED) },
        { weight: 1, arbitrary: constantFrom(...TRIES.keys()) },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: record({ op: constantFrom('cancel' as const), task, reader: constantFrom(...READERS) }),
  },
  {
    weight: 1,
    arbitrary: record({ op: constantFrom('read' as const), task, reader: constantFrom(...READERS) }),
  },
  {
    weight: 1,
    arbitrary: record({
      op: constantFrom('list' as const),
      reader: constantFrom(...READERS),
      path: constantFrom('', '', COLLECTION, MEMBER),
      limit: integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: record({
      op: constantFrom('sweep' as const),
      worker: constantFrom('w1', 'w2'),
      depth: nat({ max: 3 }),
      ms: constantFrom(0, 0, LEASE_MS, ...SET_BACK),
    }),
  },
  {
    weight: 2,
    arbitrary: record({ op: constantFrom('expire' as const), ms: constantFrom(0, RETENTION_MS) }),
  },
  {
    weight: 3,
    arbitrary: record({
      op: constantFrom('wait' as const),
      ms: constantFrom(1, 10, LEASE_MS / 2, LEASE_MS + 1, RETENTION_MS, RETENTION_MS, ...SET_BACK),
    }),
  },
);

/** Carries an operation out on the model; answers what the real store must be told, and answer. */
export function carryOut(model: StoreModel, operation: Operation): Step | undefined {
  switch (operation.op) {
    case 'wait':
      model.micros += operation.ms * 1000;
      return undefined;
    case 'create':
      return create(model, operation);
    case 'start':
      return { script: 'start', args: [KIND, LEASE_MS], expected: model.start() };
    case 'write':
      return write(model, operation);
    case 'cancel': {
      const id = idOf(model, operation.task);
      const args = [id, operation.reader, CANCELLED, RETENTION_MS];
      return { script: 'cancel', args, expected: model.cancel(id, operation.reader, CANCELLED) };
    }
    case 'read': {
      const id = idOf(model, operation.task);
      return { script: 'read', args: [id, operation.reader], expected: model.read(id, operation.reader) };
    }
    case 'list': {
      const { reader, path, limit } = operation;
      const args = [reader, limit, '+inf', '-inf', path, 'queued,active,cancelled', 'GET,POST'];
      return {
        script: 'list',
        args,
        expected: [...model.list(reader, ['queued', 'active', 'cancelled'], path, limit)],
      };
    }
    case 'sweep': {
      const { worker, depth, ms } = operation;
      model.micros += ms * 1000;
      const args = [worker, LEASE_MS, RETENTION_MS, MAX_DELIVERIES, KIND, 2, depth];
      return { script: 'sweep', args, expected: model.sweep(worker, depth) };
    }
    case 'expire':
      model.micros += operation.ms * 1000;
      return { script: 'expire', args: [RETENTION_MS, 200], expected: model.expire() };
  }
}

function create(model: StoreModel, { owner, key, twist }: Operation & { op: 'create' }): Step {
  const bit = (n: number): boolean => (twist & (1 << n)) !== 0;
  const read = bit(0) && key === '';
  const order = {
    owner,
    client: bit(1) && owner === 'anonymous' ? 'at.c' : '',
    verb: read ? 'GET' : 'POST',
    resource: read ? MEMBER : COLLECTION,
    key,
    fingerprint: key === '' ? '' : `f${bit(2) ? 1 : 2}`,
    share: read ? 's' : '',
    reply: bit(3) ? 'p' : '',
    openMax: 4,
  };
  const body = read ? { body: '0' } : {};
  const input = { uid: `u${model.numbers + 1}`, ...body, input: '{}', steps: STEPS, request: 'r' };
  const kept = ['', body.body ?? ''];
  const what = [order.owner, KIND, input.uid, order.verb, order.resource, ...kept, '{}', STEPS, 'r'];
  const names = [order.key, order.fingerprint, order.share, order.reply, order.client];
  const limits = [order.openMax, 0, 0, 0, 1, 0];
  const place = [model.partition, model.partitions];
  return {
    script: 'create',
    args: [...what, ...names, ...limits, ...place],
    expected: model.create(order, input),
  };
}

/** What a worker writes: with the task's attempt, or an earlier one that was replaced. */
function write(model: StoreModel, { task: n, behind, what, next }: Operation & { op: 'write' }): Step {
  const id = idOf(model, n);
  const attempt = String(Number(model.tasks.get(id)?.['attempt'] ?? 0) - behind);
  const steps = PROGRESSES[what % PROGRESSES.length] ?? STEPS;
  const end = ENDS[what];
  if (end !== undefined) {
    const [status, value] = end;
    const ended = model.end(id, attempt, status, steps, value);
    return ending([id, attempt, status, steps, RETENTION_MS, value, ''], ended, next ? model : undefined);
  }
  if (what === RELEASE)
    return { script: 'release', args: [id, attempt], expected: model.release(id, attempt) };
  if (what >= COUNTS) {
    const counts = what === COUNTS;
    const args = [id, attempt, counts ? 1 : 0];
    return { script: 'count', args, expected: model.count(id, attempt, counts) };
  }
  const tried = TRIES.get(what);
  if (tried !== undefined) {
    const args = [LEASE_MS, id, attempt, 10 * what, tried];
    return { script: 'renew', args, expected: model.renew(id, attempt, 10 * what, tried) };
  }
  const kept = CHECKPOINTS[what % CHECKPOINTS.length] ?? NOTHING;
  const args = [id, attempt, steps, 10 * what, ...kept];
  return { script: 'checkpoint', args, expected: model.checkpoint(id, attempt, steps, 10 * what, kept) };
}

/** An end, which takes the next task along from the model that is given. */
function ending(args: Step['args'], ended: Reply, model: StoreModel | undefined): Step {
  const lease = model === undefined ? '' : LEASE_MS;
  return {
    script: 'end',
    args: [...args, lease],
    expected: model === undefined ? ended : model.withNext(ended),
  };
}

/** One of the tasks there are or were, or one that never was. */
function idOf(model: StoreModel, n: number): string {
  const { numbers } = model;
  return String(numbers === 0 ? 99 : model.idOf((n + numbers) % (numbers + 1)) || 99);
}
