import { accepted, type Client, MUSTANG } from '../support/client.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { Stack } from '../support/stack.js';
import type { ProblemDocument, TaskDocument } from '../support/task-document.js';

let build: NotesBuild;
let stack: Stack;
let client: Client;

beforeAll(async () => {
  build = await buildNotes();
  stack = await Stack.open({ build: build.folder, env: { CAR_BUILD_SECONDS: '0' } });
  ({ client } = await stack.api());
  await stack.worker({ WORKER_KINDS: 'note-write,note-read' });
});
afterAll(async () => {
  await stack.close();
  await build.remove();
});

const gateOf = (name: string): Gate => new Gate(stack.redis, stack.key('notes', '').slice(0, -1), name);

/** What the steps of a note's task did, in order. */
const diary = (task: string): Promise<string[]> =>
  stack.redis.lrange(stack.key('notes', `diary:${task.split('/').at(-1)}`), 0, -1);

const problemOf = ({ body }: { body: unknown }): string => (body as ProblemDocument).type;

describe('cancelling a task that is queued', () => {
  it('ends it at once, and nobody begins it', async () => {
    // No worker of this stack serves cars.
    const task = await client.order();
    const answer = await client.send('DELETE', task);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Task-Status')).toBe('cancelled');
    expect(answer.body).toMatchObject({
      status: 'cancelled',
      eta: 0,
      progress: 0,
      started_at: null,
      workflow: { reserve_parts: 'not started', assemble: 'not started', paint: 'not started' },
      error: { type: '/problems/cancelled', status: 409 },
    });
    expect(answer.body).toEqual((await client.get(task)).body);
    const { tasks } = stack.keys.ofTask(Number(task.split('/').at(-1)));
    expect(await stack.redis.zcard(`${tasks}:waiting:car-build`)).toBe(0);
  });

  it('says so again to whoever asks again, and to whoever ordered', async () => {
    const task = await client.order();
    const first = await client.send('DELETE', task);
    const again = await client.send('DELETE', task);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const cancellation = await client.get(`${task}/cancellation`);
    expect([cancellation.status, cancellation.body]).toEqual([200, first.body]);
    expect(cancellation.headers.get('Content-Location')).toBe(task);
    expect((await client.get(task)).status).toBe(409);
    const result = await client.get(`${task}/result`);
    expect([result.status, problemOf(result)]).toEqual([409, '/problems/cancelled']);
  });
});

describe('cancelling a task that is active', () => {
  it('is accepted, stops the running step, undoes the finished ones last first, and leaves no note', async () => {
    const task = accepted(await client.post('/notes', { text: 't', publish: 'gate:active' }));
    await gateOf('active').reached();
    const answer = await client.send('DELETE', task);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('Location')).toBe(`${task}/cancellation`);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    const { answer: end } = await client.follow(`${task}/cancellation`);
    expect(end.status).toBe(200);
    expect(end.body).toMatchObject({
      status: 'cancelled',
      workflow: { draft: 'undone', check: 'undone', publish: 'failed' },
      result: {},
    });
    expect(await diary(task)).toEqual([
      'draft ran',
      'check ran',
      'publish ran',
      'publish undone',
      'check undone',
      'draft undone',
    ]);
    expect(await stack.redis.hlen(stack.key('notes', 'notes'))).toBe(0);
  });

  it('is told as 202 for as long as something is undone, and keeps the failure it is undone for', async () => {
    const order = { text: 't', check: 'gate:twice', undo: 'gate:undo' };
    const task = accepted(await client.post('/notes', order));
    await gateOf('twice').reached();
    const answers = await Promise.all([1, 2, 3].map(() => client.send('DELETE', task)));
    for (const { status } of answers) expect(status).toBe(202);
    await gateOf('undo').reached();
    const { status, headers, body } = await client.get(`${task}/cancellation`);
    expect([status, headers.get('Location')]).toEqual([202, `${task}/cancellation`]);
    expect(body).toMatchObject({ status: 'active', workflow: { draft: 'finished', publish: 'not started' } });
    await gateOf('undo').open();
    const { task: end } = await client.follow(`${task}/cancellation`);
    expect(end.status).toBe('cancelled');
  });

  it('does not change how one ends that is being undone for a failure', async () => {
    const order = { text: 't', check: 'permanent:422', undo: 'gate:late' };
    const task = accepted(await client.post('/notes', order));
    await gateOf('late').reached();
    expect((await client.send('DELETE', task)).status).toBe(202);
    await gateOf('late').open();
    const { answer } = await client.follow(task);
    expect([answer.status, problemOf(await client.get(`${task}/result`))]).toEqual([
      422,
      '/problems/unwanted',
    ]);
  });
});

describe('cancelling a task that has ended', () => {
  it('is refused, and is what /cancellation says afterwards', async () => {
    const { task, answer } = await client.make('/notes', { text: 't' });
    const path = `/tasks/${task.task_id}`;
    const none = await client.get(`${path}/cancellation`);
    expect([none.status, problemOf(none)]).toEqual([404, '/problems/no-such-cancellation']);
    const refused = await client.send('DELETE', path);
    expect([refused.status, problemOf(refused)]).toEqual([409, '/problems/not-cancellable']);
    expect(refused.headers.get('Task-Status')).toBe('finished');
    const after = await client.get(`${path}/cancellation`);
    expect([after.status, problemOf(after)]).toEqual([409, '/problems/not-cancellable']);
    const same = await client.get(path);
    expect([same.status, same.body]).toEqual([201, answer.body]);
  });
});

describe('cancelling what is no task', () => {
  it.each(['/tasks/987654', '/tasks/0', '/tasks/abc'])('is answered as reading it: %s', async (path) => {
    for (const [method, url] of [
      ['DELETE', path],
      ['GET', `${path}/cancellation`],
      ['GET', `${path}/result`],
    ] as const) {
      const answer = await client.send(method, url);
      expect([answer.status, problemOf(answer)]).toEqual([404, '/problems/no-such-task']);
    }
  });
});

describe('the bare result of a task', () => {
  it('is 202 at its own URL while the task goes on', async () => {
    const task = await client.order();
    const answer = await client.get(`${task}/result`);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('Location')).toBe(`${task}/result`);
    expect(answer.headers.get('Content-Location')).toBe(task);
    expect((answer.body as TaskDocument).status).toBe('queued');
  });

  it('is what was made with 201, or what was read with 200, alone', async () => {
    const { task, answer } = await client.make('/notes', { text: 'read me' });
    const location = answer.headers.get('Location') ?? '';
    const made = await client.get(`/tasks/${task.task_id}/result`);
    expect([made.status, made.headers.get('Location'), made.body]).toEqual([201, location, task.result]);
    const { task: read } = await client.follow(accepted(await client.get(location)));
    const seen = await client.get(`/tasks/${read.task_id}/result`);
    expect([seen.status, seen.headers.get('Location'), seen.body]).toEqual([200, null, task.result]);
    const tag = seen.headers.get('ETag') ?? '';
    expect((await client.get(`/tasks/${read.task_id}/result`, { 'If-None-Match': tag })).status).toBe(304);
  });

  it('is problem details with the status of a failure', async () => {
    const { task } = await client.make('/notes', { text: 't', check: 'permanent:422' });
    const answer = await client.get(`/tasks/${task.task_id}/result`);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.body).toEqual({ ...task.error, instance: `/tasks/${task.task_id}/result` });
  });
});

describe('identical reads', () => {
  it('share a task while it is queued', async () => {
    const waiting = async (): Promise<string> => accepted(await client.get('/cars/4711'));
    const tasks = await Promise.all(Array.from({ length: 50 }, waiting));
    expect(new Set(tasks).size).toBe(1);
    expect(accepted(await client.get('/cars/4712'))).not.toBe(tasks[0]);
    expect(accepted(await client.get('/cars/4711/'))).toBe(tasks[0]);
  });

  it('make a new task once the first was cancelled, or has begun', async () => {
    const first = accepted(await client.get('/cars/815'));
    expect((await client.send('DELETE', first)).status).toBe(200);
    const second = accepted(await client.get('/cars/815'));
    expect(second).not.toBe(first);
    const { task } = await client.follow(accepted(await client.get('/notes/1')));
    expect(accepted(await client.get('/notes/1'))).not.toBe(`/tasks/${task.task_id}`);
  });

  it('are not orders', async () => {
    expect(await client.order(MUSTANG)).not.toBe(await client.order(MUSTANG));
  });
});
