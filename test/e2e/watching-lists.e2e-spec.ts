import { accepted, type Client, MUSTANG } from '../support/client.js';
import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { cutMessages, sumOf } from '../support/servers.js';
import { Stack } from '../support/stack.js';

let build: NotesBuild;
let stack: Stack;
let client: Client;

beforeAll(async () => {
  build = await buildNotes();
  stack = await Stack.open({ build: build.folder, env: { CAR_BUILD_SECONDS: '0' } });
  ({ client } = await stack.api());
  await stack.worker();
});
afterAll(async () => {
  await stack.close();
  await build.remove();
});

const gateOf = (name: string): Gate => new Gate(stack.redis, stack.key('notes', '').slice(0, -1), name);

/** A note whose first step waits at a gate. */
async function gated(name: string): Promise<{ gate: Gate; task: string; url: string }> {
  const gate = gateOf(name);
  const task = accepted(await client.post('/notes', { text: 't', draft: `gate:${name}` }));
  await gate.reached();
  return { gate, task, url: `${client.url}${task}` };
}

/** How many API processes listen to the changes of all tasks. */
async function watchers(): Promise<number> {
  // Whoever listens to one partition listens to all.
  const channel = stack.keys.partition(0).allChanges('anonymous');
  return sumOf(stack.redis, async (server) => Number((await server.pubsub('SHARDNUMSUB', channel))[1]));
}

describe('the event stream of a list', () => {
  it('begins with the page, oldest first, and tells of tasks that come and change', async () => {
    const old = await client.make('/notes', { text: 't' });
    const reader = await EventReader.open(`${client.url}/tasks?resource=/notes/&limit=1`);
    await reader.until(({ task }) => task.task_id === old.task.task_id);
    const { gate, task } = await gated('listed');
    const id = Number(task.split('/').at(-1));
    await reader.until((event) => event.task.task_id === id && event.task.status === 'active');
    await gate.open();
    const { task: end } = await reader.until(
      (event) => event.task.task_id === id && event.task.progress === 100,
    );
    expect(end).not.toHaveProperty('request');
    const all = (await client.get('/tasks?resource=/notes/&limit=1')).body as unknown[];
    expect(all).toEqual([end]);
    reader.close();
  });

  it('tells only of what matches, and of what matches no longer once', async () => {
    const { gate, task } = await gated('matching');
    const id = Number(task.split('/').at(-1));
    const reader = await EventReader.open(`${client.url}/tasks?status=active`);
    await reader.until((event) => event.task.task_id === id);
    const notes = await EventReader.open(`${client.url}/tasks?resource=/notes/`);
    const car = await client.post('/cars', MUSTANG, { Prefer: 'wait=20' });
    await gate.open();
    for (const one of [reader, notes])
      await one.until((event) => event.task.task_id === id && event.task.status === 'finished');
    reader.close();
    notes.close();
    const told = ({ events }: EventReader): readonly number[] => events.map((event) => event.task.task_id);
    expect(told(notes)).toContain(id);
    expect(told(notes)).not.toContain((car.body as { task_id: number }).task_id);
  });

  it('goes on after its connection for messages was cut', async () => {
    const reader = await EventReader.open(`${client.url}/tasks?resource=/cars/&limit=1`);
    await eventually(async () => expect(await watchers()).toBe(1));
    await cutMessages(stack.redis, stack.prefix);
    const made = await client.post('/cars', MUSTANG, { Prefer: 'wait=20' });
    const { task_id: id } = made.body as { task_id: number };
    await reader.until(({ task }) => task.task_id === id && task.status === 'finished');
    reader.close();
  });

  it('refuses a bad query as a page does', async () => {
    const answer = await client.get('/tasks?status=done', { Accept: 'text/event-stream' });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([400, 'application/problem+json']);
  });
});
