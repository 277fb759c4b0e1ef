import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 1_000;
const moving = ['queued', 'active'];

/** The car of the README's example. */
export const exampleCar = { brand: 'Ford', make: 'Mustang', model: 2014, color: 'Blue' };

/** What of a task has changed when a person wants to see a new line. */
function progressOf({ status, progress, workflow, error }) {
  const [step] = Object.entries(workflow ?? {}).find(([, state]) => state === 'in progress') ?? [];
  return { status, progress: `${progress}%`, step, error: error?.detail ?? error?.title };
}

/**
 * Orders a car and reports each change of its task as an event, until the task has ended.
 *
 * Errors: none; an API that is away is an event too.
 */
export async function orderCar(api, journal) {
  try {
    const order = await fetch(`${api}/cars`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(exampleCar),
    });
    if (order.status !== 202) throw new Error(`POST /cars answered ${order.status}: ${await order.text()}`);
    const { task_id: task } = await order.json();
    journal.event('order.accepted', { task });
    await follow(`${api}/tasks/${task}`, (fields) => journal.event('order.moved', { task, ...fields }));
  } catch (error) {
    journal.event('order.lost-sight', { reason: error.cause?.message || error.message });
  }
}

async function follow(url, report) {
  for (let last = ''; ;) {
    const answer = await fetch(url);
    const task = await answer.json();
    const now = progressOf(task);
    if (JSON.stringify(now) !== last) report(moving.includes(task.status) ? now : withPlace(now, answer));
    if (!moving.includes(task.status)) return;
    last = JSON.stringify(now);
    await delay(lookEveryMs);
  }
}

const withPlace = (fields, answer) => ({
  ...fields,
  answer: answer.status,
  location: answer.headers.get('location'),
});
