import { accepted, type Client, MUSTANG } from '../support/client.js';
import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { Stack } from '../support/stack.js';
import type { ProblemDocument, TaskDocument } from '../support/task-document.js';

describe('what a task promises for all its life', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '1', TASK_RETENTION_SECONDS: '1' } });
    ({ client } = await stack.api());
    await stack.worker();
  });
  afterAll(() => stack.close());

  it('shows 100 percent exactly when it is finished, and no seconds left exactly when it has ended', async () => {
    const reader = await EventReader.open(`${client.url}${await client.order()}`);
    await reader.ended();
    const failed = (await client.get('/cars/4711', { Prefer: 'wait=10' })).body as TaskDocument;
    const given = await client.order();
    await client.send('DELETE', given);
    const { task: cancelled } = await client.follow(given);
    const all = [...reader.events.map(({ task }) => task), failed, cancelled];
    const statuses = all.map(({ status }) => status);
    expect(statuses).toEqual(expect.arrayContaining(['active', 'finished', 'failed', 'cancelled']));
    for (const { status, progress, eta } of all) {
      expect(progress === 100).toBe(status === 'finished');
      expect(eta === 0).toBe(!['queued', 'active'].includes(status));
      expect([progress, eta].every((n) => Number.isInteger(n) && n >= 0)).toBe(true);
    }
  });

  it('has a number that grows, and so has its car', async () => {
    const made = [];
    for (let n = 0; n < 3; n += 1) made.push(await client.post('/cars', MUSTANG, { Prefer: 'wait=10' }));
    const tasks = made.map(({ body }) => (body as TaskDocument).task_id);
    const cars = made.map(({ body }) => Number((body as TaskDocument).result['car_id']));
    for (const ids of [tasks, cars]) {
      expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
      expect(ids.every((id) => Number.isInteger(id) && id > 0)).toBe(true);
    }
  });

  it('is answered 410 once its retention is over, at all its URLs, then 404; and is in no list', async () => {
    const { body } = await client.get('/cars/4711', { Prefer: 'wait=10' });
    const path = `/tasks/${(body as TaskDocument).task_id}`;
    await eventually(async () => expect((await client.get(path)).status).toBe(410));
    for (const url of [path, `${path}/result`, `${path}/cancellation`]) {
      const answer = await client.get(url);
      expect([answer.status, (answer.body as ProblemDocument).type]).toEqual([410, '/problems/task-expired']);
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
    }
    expect((await client.send('DELETE', path)).status).toBe(410);
    const listed = (await client.get('/tasks?resource=/cars/4711')).body as TaskDocument[];
    expect(listed.map(({ task_id: id }) => `/tasks/${id}`)).not.toContain(path);
    await eventually(async () => expect((await client.get(path)).status).toBe(404), 30_000);
  });

  it('never names Operation-Location, whose clients expect another document', async () => {
    const order = await client.post('/cars', MUSTANG);
    const answers = [order, await client.get(accepted(order)), await client.get('/tasks')];
    for (const { headers } of answers) expect(headers.has('Operation-Location')).toBe(false);
  });
});

describe('a quick read', () => {
  it('takes two requests, since the second waits a moment for the end', async () => {
    const stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
    const { client } = await stack.api();
    await stack.worker();
    const made = await client.post('/cars', MUSTANG, { Prefer: 'wait=10' });
    // Not each time on a busy machine.
    await eventually(async () => {
      const task = accepted(await client.get(made.headers.get('Location') ?? ''));
      expect((await client.get(task)).status).toBe(200);
    });
    await stack.close();
  });
});

describe('a stream in which nothing happens', () => {
  it('has a comment line at least every 15 seconds', async () => {
    const stack = await Stack.open();
    const { client } = await stack.api();
    const reader = await EventReader.open(`${client.url}${await client.order()}`);
    await reader.until(() => true);
    await eventually(() => expect(reader.text).toMatch(/\n\n:\n\n/), 15_000);
    reader.close();
    await stack.close();
  });
});
