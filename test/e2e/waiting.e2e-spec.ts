import { type Answer, type Client, MUSTANG, accepted } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { cutMessages, sumOf } from '../support/servers.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';

let build: NotesBuild;
let stack: Stack;
let client: Client;
let other: Client;

beforeAll(async () => {
  build = await buildNotes();
  stack = await Stack.open({ build: build.folder, env: { CAR_BUILD_SECONDS: '0' } });
  ({ client } = await stack.api());
  ({ client: other } = await stack.api());
  await stack.worker();
});
afterAll(async () => {
  await stack.close();
  await build.remove();
});

/** A note whose first step waits at a gate, and the path of its task. */
async function gated(name: string): Promise<{ gate: Gate; task: string }> {
  const gate = new Gate(stack.redis, stack.key('notes', '').slice(0, -1), name);
  const task = accepted(await client.post('/notes', { text: 't', draft: `gate:${name}` }));
  await gate.reached();
  return { gate, task };
}

/** Waits until so many connections listen for a task's end. */
async function watchers(task: string, count: number): Promise<void> {
  const id = Number(task.split('/').at(-1));
  const channel = stack.keys.ofTask(id).changes('anonymous', id);
  await eventually(async () => {
    const number = await sumOf(stack.redis, async (server) =>
      Number((await server.pubsub('SHARDNUMSUB', channel))[1]),
    );
    if (number !== count) throw new Error(`${number} listen to ${channel}`);
  });
}

const applied = ({ headers }: Answer): string | null => headers.get('Preference-Applied');
const documentOf = ({ body }: Answer): TaskDocument => body as TaskDocument;

describe('Prefer: wait on an order', () => {
  it('is answered with the end: 201, the resource, and the document of the task', async () => {
    const answer = await client.post('/cars', MUSTANG, { Prefer: 'wait=20' });
    expect(answer.status).toBe(201);
    const { task_id: id, result } = documentOf(answer);
    expect(answer.headers.get('Location')).toBe(`/cars/${String(result['car_id'])}`);
    expect(answer.headers.get('Content-Location')).toBe(`/tasks/${id}`);
    expect(answer.headers.get('Vary')).toBe('Prefer');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(applied(answer)).toBe('wait=20');
    expect(answer.headers.get('Wait')).toBeNull();
  });

  it('is answered with 202 when the time is up', async () => {
    const answer = await client.post('/notes', { text: 't', draft: 'gate:long' }, { Prefer: 'wait=1' });
    expect(answer.status).toBe(202);
    expect(applied(answer)).toBe('wait=1');
    expect(documentOf(answer).status).toBe('active');
    expect(answer.headers.get('Location')).toBe(answer.headers.get('Content-Location'));
    await new Gate(stack.redis, stack.key('notes', '').slice(0, -1), 'long').open();
  });

  it('is answered with the failure when that is the end', async () => {
    const answer = await client.post('/notes', { text: 't', check: 'permanent:422' }, { Prefer: 'wait=20' });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('Task-Status')).toBe('failed');
  });

  it('is answered with 202 at once when it is malformed, or asks to respond asynchronously', async () => {
    for (const [prefer, honoured] of [
      ['wait=soon', null],
      ['wait=-1', null],
      ['wait=0', 'wait=0'],
      ['respond-async', 'respond-async'],
      ['wait=0, wait=20', 'wait=0'],
    ] as const) {
      const answer = await client.post('/notes', { text: 't', draft: 'gate:async' }, { Prefer: prefer });
      expect([answer.status, applied(answer)]).toEqual([202, honoured]);
    }
    await new Gate(stack.redis, stack.key('notes', '').slice(0, -1), 'async').open();
  });
});

describe('Prefer: wait on a read', () => {
  it('is answered with the car, or with its absence', async () => {
    const made = await client.post('/cars', MUSTANG, { Prefer: 'wait=20' });
    const path = made.headers.get('Location') ?? '';
    const read = await client.get(path, { Prefer: 'wait=20' });
    expect([read.status, documentOf(read).result]).toEqual([200, documentOf(made).result]);
    expect(read.headers.get('Location')).toBeNull();
    const absent = await client.get('/cars/4711', { Prefer: 'respond-async, wait=20' });
    expect([absent.status, applied(absent)]).toEqual([404, 'wait=20']);
  });
});

describe('Prefer: wait on a task', () => {
  it('holds the answer until the task has ended, in whatever process', async () => {
    const { gate, task } = await gated('held');
    const waits = [client, other].map((one) => one.get(task, { Prefer: 'wait=20' }));
    await watchers(task, 2);
    await gate.open();
    for (const answer of await Promise.all(waits)) {
      expect(answer.status).toBe(201);
      expect(applied(answer)).toBe('wait=20');
    }
    await watchers(task, 0);
  });

  it('answers at once when it has ended', async () => {
    const { gate, task } = await gated('over');
    await gate.open();
    await client.follow(task);
    const answer = await client.get(task, { Prefer: 'wait=20' });
    expect([answer.status, applied(answer)]).toEqual([201, 'wait=20']);
  });

  it('is freed when its client hangs up', async () => {
    const { gate, task } = await gated('hang-up');
    const abort = new AbortController();
    const wait = fetch(`${client.url}${task}`, { headers: { Prefer: 'wait=20' }, signal: abort.signal });
    await watchers(task, 1);
    abort.abort();
    await expect(wait).rejects.toThrow(/abort/);
    await watchers(task, 0);
    await gate.open();
  });

  it('hears of the end though its connection for messages was cut meanwhile', async () => {
    const { gate, task } = await gated('cut');
    const wait = client.get(task, { Prefer: 'wait=20' });
    await watchers(task, 1);
    await cutMessages(stack.redis, stack.prefix);
    await gate.open();
    expect((await wait).status).toBe(201);
  });

  it('is told of a cancel as of any end', async () => {
    const { task } = await gated('cancelled');
    const wait = client.get(task, { Prefer: 'wait=20' });
    await watchers(task, 1);
    await other.send('DELETE', task);
    const answer = await wait;
    expect([answer.status, answer.headers.get('Task-Status')]).toEqual([409, 'cancelled']);
  });
});

describe('a process that holds waits', () => {
  it('caps them', async () => {
    const { client: capped } = await stack.api({ WAIT_MAX_SECONDS: '1' });
    const { gate, task } = await gated('capped');
    const answer = await capped.get(task, { Prefer: 'wait=600' });
    expect([answer.status, applied(answer)]).toEqual([202, 'wait=1']);
    await gate.open();
  });

  it('does not honour more of one client than it may hold', async () => {
    const { client: small } = await stack.api({ HELD_MAX_PER_CLIENT: '1' });
    const { gate, task } = await gated('limited');
    const first = small.get(task, { Prefer: 'wait=20' });
    await watchers(task, 1);
    const second = await small.get(task, { Prefer: 'wait=20' });
    expect([second.status, applied(second)]).toEqual([202, null]);
    await gate.open();
    expect((await first).status).toBe(201);
    const third = await small.get(task, { Prefer: 'wait=20' });
    expect([third.status, applied(third)]).toEqual([201, 'wait=20']);
  });

  it('answers them with 202 when it is told to end', async () => {
    const leaving = await stack.api();
    const { gate, task } = await gated('leaving');
    const wait = leaving.client.get(task, { Prefer: 'wait=20' });
    await watchers(task, 1);
    const exit = await leaving.stop();
    const answer = await wait;
    expect([answer.status, answer.headers.get('Location')]).toEqual([202, task]);
    expect(exit).toMatchObject({ code: 0 });
    await gate.open();
  });
});
