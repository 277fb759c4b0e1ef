import { keptLocation, keptResult } from '../../../dist/tasks/kept-texts.js';
import { fieldsOf, taskOf } from '../../../dist/tasks/task-record.js';
import { newUid } from '../../../dist/tasks/task.store.js';
import { encodeSteps, freshSteps } from '../../../dist/tasks/steps.js';
import { inParallel, ORDER } from '../../lib/client.mjs';
import { runEach } from './scripts.mjs';

const BATCH = 500;
/** Redis has the next batch while Node makes another. */
const LANES = 3;
const LEASE_MS = 60_000;
/** One of so many tasks fails, so that there are lists of several states. */
const FAILS = 10;
export const fails = (id) => id % FAILS === 0;

const INPUT = JSON.stringify(ORDER);
export const STEPS = ['reserve_parts', 'assemble', 'paint'];
const FRESH = encodeSteps(freshSteps(STEPS));
const RESERVED = 'reserve_parts:f:1:0:@,assemble:i:1:@:,paint:n';
const ASSEMBLED = 'reserve_parts:f:1:0:1,assemble:f:1:1:@,paint:i:1:@:';
const PAINT_FAILED = 'reserve_parts:f:1:0:1,assemble:f:1:1:2,paint:x:1:2:@';
const STRAIGHT = '=reserve_parts,assemble,paint:1,1';
const ERROR = JSON.stringify({
  status: 500,
  type: 'internal-error',
  title: 'Internal error',
  detail: 'Paint',
});

const CARS = '/cars/';

/** As the API makes them of `POST /cars`, without limits. */
const order = () => [
  ...[`anonymous car-build POST ${CARS}`, newUid(), FRESH, INPUT],
  ...['', '', '', '', '0 0 0 0 0 0 0 0'],
];

const batches = (count) =>
  Array.from({ length: Math.ceil(count / BATCH) }, (_, n) => Math.min(BATCH, count - n * BATCH));
const repeat = (count, make) => Array.from({ length: count }, (_, n) => make(n));

/** Has so many tasks wait; answers their ids. */
export async function seedWaiting(redis, count) {
  const made = await inParallel(batches(count), LANES, async (size) => {
    const replies = await runEach(redis, 'create', repeat(size, order));
    return replies.map((reply) => Number(reply.split('\u0001')[0]));
  });
  return made.flat();
}

/** Makes so many tasks and ends as many, those whose turn it is, as a worker does; answers the ids of both. */
export async function seedEnded(redis, count, retentionMs) {
  const made = await inParallel(batches(count), LANES, async (size) => {
    const created = await seedWaiting(redis, size);
    const granted = await runEach(
      redis,
      'start',
      repeat(size, () => ['car-build', LEASE_MS, '']),
    );
    const held = granted.map((grant) => {
      const parts = grant.split('\0');
      return [parts[0], taskOf(Number(parts[0]), fieldsOf(parts, 2)).attempt];
    });
    await runEach(
      redis,
      'checkpoint',
      held.flatMap(([id, attempt]) => [
        [id, attempt, RESERVED, 25, 0, '25'],
        [id, attempt, ASSEMBLED, 75, 1, '75'],
      ]),
    );
    const ends = await runEach(
      redis,
      'end',
      held.map(([id, attempt]) => endOf(id, attempt, retentionMs)),
    );
    if (ends.some((answer) => answer !== '')) throw new Error('a task that was to be seeded was lost');
    return { created, ended: held.map(([id]) => Number(id)) };
  });
  return { created: made.flatMap((one) => one.created), ended: made.flatMap((one) => one.ended) };
}

function endOf(id, attempt, retentionMs) {
  // The next task is not asked for.
  const end = (...how) => [id, attempt, ...how, '', ''];
  if (fails(Number(id))) return end('failed', PAINT_FAILED, STEPS.length, retentionMs, ERROR, '');
  const car = JSON.stringify({ car_id: Number(id), ...ORDER });
  const made = [keptResult(car, INPUT), keptLocation(`/cars/${id}`, CARS)];
  return end('finished', STRAIGHT, STEPS.length - 1, retentionMs, ...made);
}
