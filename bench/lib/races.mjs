import { setTimeout as delay } from 'node:timers/promises';
import { ORDER } from './client.mjs';
import { send } from './http.mjs';

/** How near to the end a cancel is aimed that is aimed at it, as a share of the time from order to end. */
const NEAR = 0.15;
/** The share of cancels that are aimed at the end; the others come at any time until a little after it. */
const AIMED = 0.5;
/** How much one outcome moves the aim. Up and down alike, so the aim settles where half of them win. */
const NUDGE = 1.02;

/** Cancels orders at random moments around their end, and learns where that is from what it was told. */
export class Races {
  constructor(agent, apis, expectedMs) {
    this.agent = agent;
    this.apis = apis;
    this.aimMs = expectedMs;
  }

  /** Orders at one API, waits there for the end, and cancels at another. */
  async run(n) {
    const [ours, other] = [this.apis[n % this.apis.length].url, this.apis[(n + 1) % this.apis.length].url];
    const { headers } = await send(this.agent, `${ours}/cars`, { method: 'POST', body: ORDER });
    const path = headers.location;
    const ordered = send(this.agent, `${ours}${path}`, { headers: { Prefer: 'wait=25' } });
    const aimed = Math.random() < AIMED;
    await delay(this.aimMs * (aimed ? 1 + NEAR * (2 * Math.random() - 1) : 1.3 * Math.random()));
    const cancel = await send(this.agent, `${other}${path}`, { method: 'DELETE' });
    if (aimed) this.aimMs *= cancel.status === 409 ? 1 / NUDGE : NUDGE;
    return { path, aimed, cancel, ordered: await ordered };
  }
}

const isProblem = ({ headers, body }, slug) =>
  headers['content-type'].startsWith('application/problem+json') && body.type === `/problems/${slug}`;

/** All that was told about a race's task afterwards, and what of it disagrees with what the cancel was told. */
export async function judged(agent, url, { path, aimed, cancel, ordered }) {
  const get = (where, headers) => send(agent, `${url}${where}`, { headers });
  const [task, cancellation, result] = await Promise.all(
    ['', '/cancellation', '/result'].map((part) => get(`${path}${part}`)),
  );
  const isCancelled = ({ status, body }) =>
    status === 409 &&
    body.status === 'cancelled' &&
    body.error?.type === '/problems/cancelled' &&
    body.progress < 100;
  const isFinished = ({ status, body, headers }) =>
    status === 201 && body.status === 'finished' && headers.location === `/cars/${body.result.car_id}`;
  const checks = {};
  if (cancel.status === 409) {
    const car =
      task.headers.location === undefined
        ? undefined
        : await get(task.headers.location, { Prefer: 'wait=25' });
    checks['the cancel was told why'] = isProblem(cancel, 'not-cancellable');
    checks['the task finished'] = isFinished(task);
    checks['who ordered saw that'] = isFinished(ordered);
    checks['the cancellation was refused'] =
      cancellation.status === 409 && isProblem(cancellation, 'not-cancellable');
    checks['the result is the car'] =
      result.status === 201 && result.body.car_id === task.body.result?.car_id;
    checks['the car can be read'] = car?.status === 200 && car.body.result.car_id === result.body.car_id;
  } else {
    const atOnce = cancel.status === 200 && cancel.body.status === 'cancelled';
    const later = cancel.status === 202 && cancel.headers.location === `${path}/cancellation`;
    checks['the cancel was accepted'] = atOnce || later;
    checks['the task is cancelled'] = isCancelled(task) && task.headers.location === undefined;
    checks['who ordered saw that'] = isCancelled(ordered);
    checks['the cancellation has succeeded'] =
      cancellation.status === 200 && cancellation.body.status === 'cancelled';
    checks['there is no result'] = result.status === 409 && isProblem(result, 'cancelled');
    checks['no step is left as it was'] = task.body.steps.every(
      ({ status }) => !['finished', 'in progress'].includes(status),
    );
  }
  const wrong = Object.keys(checks).filter((name) => !checks[name]);
  return {
    path,
    aimed,
    wrong,
    outcome: outcomeOf(cancel, task),
    answers: { cancel, ordered, task, cancellation, result },
  };
}

function outcomeOf(cancel, { body }) {
  if (cancel.status === 409) return 'the finish won';
  if (cancel.status === 200) return 'cancelled while queued';
  const undone = body.steps.filter(({ status }) => status === 'undone').length;
  return `cancelled while active, ${undone} steps undone`;
}
