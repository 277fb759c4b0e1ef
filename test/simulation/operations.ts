import { type Arbitrary, boolean, constantFrom, integer, nat, oneof, record, tuple } from 'fast-check';
import type { StoreModel } from './store.model.js';
import { BEATS, CANCELLED, FINISHED, idOf, type Step, STEPS, WORKER, write } from './writes.js';
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
  | {
      readonly op: 'list';
      readonly reader: string;
      readonly path: string;
      readonly limit: number;
      /** Of the tasks that the page's bounds of times are of, by number. */
      readonly bounds: readonly [before: number, since: number];
    }
  | {
      readonly op: 'sweep';
      readonly worker: string;
      readonly depth: number;
      readonly free: number;
      readonly ms: number;
    }
  | { readonly op: 'leave'; readonly worker: string }
  | { readonly op: 'expire'; readonly ms: number; readonly limit: number }
  | { readonly op: 'wait'; readonly ms: number };

const READERS = ['anonymous', 'a', 'b', '*'] as const;
const NAMES = 'x,y';
/** When a worker swept, by its own clock. */
const MARK = '7.5';
const LISTED = ['queued', 'active', 'cancelled'];
const COLLECTION = '/cars/';
const MEMBER = '/cars/1';

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
      twist: nat({ max: 31 }),
    }),
  },
  { weight: 6, arbitrary: record({ op: constantFrom('start' as const) }) },
  {
    weight: 1,
    arbitrary: record({ op: constantFrom('leave' as const), worker: constantFrom('w1', 'w2') }),
  },
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
        { weight: 1, arbitrary: constantFrom(...BEATS) },
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
      bounds: tuple(nat({ max: 8 }), nat({ max: 8 })),
    }),
  },
  {
    weight: 4,
    arbitrary: record({
      op: constantFrom('sweep' as const),
      worker: constantFrom('w1', 'w2'),
      depth: nat({ max: 3 }),
      free: constantFrom(0, 0, 0, 1, 2),
      ms: constantFrom(0, 0, LEASE_MS, ...SET_BACK),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      op: constantFrom('expire' as const),
      ms: constantFrom(0, RETENTION_MS),
      limit: constantFrom(1, 200, 200),
    }),
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
      return { script: 'start', args: [KIND, LEASE_MS, WORKER], expected: model.start(WORKER) };
    case 'write':
      return write(model, idOf(model, operation.task), operation);
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
      const bounds = operation.bounds.map((number) => createdOf(model, number));
      const args = [reader, limit, ...bounds, path, LISTED.join(), 'GET,POST'];
      return { script: 'list', args, expected: [...model.list(reader, LISTED, path, { limit, bounds })] };
    }
    case 'sweep': {
      const { worker, depth, free, ms } = operation;
      model.micros += ms * 1000;
      const args = [worker, LEASE_MS, RETENTION_MS, MAX_DELIVERIES, MARK, KIND, NAMES, 2, free, depth];
      return { script: 'sweep', args, expected: model.sweep(worker, depth, free, MARK) };
    }
    case 'leave':
      model.workers.delete(operation.worker);
      model.idle.delete(operation.worker);
      return { script: 'leave', args: [operation.worker, KIND], expected: 1 };
    case 'expire':
      model.micros += operation.ms * 1000;
      return {
        script: 'expire',
        args: [RETENTION_MS, operation.limit],
        expected: model.expire(operation.limit),
      };
  }
}

/** When one of the tasks there are was made, as a bound of a page; '' where the number is nobody's. */
function createdOf(model: StoreModel, number: number): string {
  return [...model.tasks.values()][number]?.['created'] ?? '';
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
    fingerprint: given(key !== '', `f${bit(2) ? 1 : 2}`),
    share: given(read, 's'),
    reply: given(bit(3), 'p'),
    openMax: 4,
    hands: !bit(4),
  };
  const lease = order.hands ? LEASE_MS : 0;
  const body = read ? { body: '0' } : {};
  const input = { uid: `u${model.numbers + 1}`, ...body, input: '{}', steps: STEPS, request: 'r' };
  const what = [`${owner} ${KIND} ${order.verb} ${order.resource}`, `${input.uid} r`, STEPS, '{}'];
  const names = [order.key, order.fingerprint, order.share, order.client];
  const terms = [order.openMax, 0, 0, 0, 1, 0, model.partition, lease].join(' ');
  const { key: j, reply: y, client: z } = order;
  const fields = Object.entries({ b: body.body ?? '', j, y, z }).filter(([, value]) => value !== '');
  return {
    script: 'create',
    args: [...what, ...names, terms, ...fields.flat()],
    expected: model.create(order, input),
  };
}

/** An argument that is not always given. */
function given<T>(is: boolean, value: T): T | '' {
  return is ? value : '';
}
