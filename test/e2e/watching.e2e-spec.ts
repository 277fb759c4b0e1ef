import { connect } from 'node:net';
import { accepted, backwardMoves, type Client, MUSTANG } from '../support/client.js';
import { followWithEventSource } from '../support/event-source.js';
import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { metricsOf } from '../support/metrics.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { cutMessages, sumOf } from '../support/servers.js';
import { Stack } from '../support/stack.js';
import type { ProblemDocument } from '../support/task-document.js';

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

async function subscriptions(): Promise<number> {
  const pattern = `{${stack.prefix}:tasks*}:changes:*`;
  return sumOf(stack.redis, async (server) => (await server.pubsub('SHARDCHANNELS', pattern)).length);
}

describe('the event stream of a task', () => {
  it('begins with its document, tells each change under its version, and ends with it', async () => {
    const { gate, task, url } = await gated('story');
    const reader = await EventReader.open(url);
    await reader.until(({ task: { workflow } }) => workflow['draft'] === 'in progress');
    await gate.open();
    expect(await reader.ended()).toBe('ended');
    const versions = reader.events.map(({ id }) => Number(id));
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    expect(backwardMoves(reader.events.map((event) => event.task))).toEqual([]);
    const last = await client.get(task);
    expect(reader.events.at(-1)?.task).toEqual(last.body);
    expect(last.headers.get('ETag')).toBe(`W/"${String(versions.at(-1))}"`);
  });

  it('is 200, never kept, and not to be collected by a proxy', async () => {
    const { gate, url } = await gated('headers');
    const { response } = await EventReader.open(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      vary: 'Accept, Prefer',
      'x-request-id': expect.any(String),
    });
    await gate.open();
  });

  it('is 200 also for a task that failed, and ends at once', async () => {
    const { task } = await client.make('/notes', { text: 't', check: 'permanent:422' });
    const reader = await EventReader.open(`${client.url}/tasks/${task.task_id}`);
    expect(reader.response.status).toBe(200);
    expect(await reader.ended()).toBe('ended');
    expect(reader.events.map((event) => event.task)).toEqual([task]);
  });

  it('is 204 for one who has had the end, and the end for one who has not', async () => {
    const { answer, task } = await client.make('/notes', { text: 't' });
    const url = `${client.url}/tasks/${task.task_id}`;
    const version = /\d+/.exec(answer.headers.get('ETag') ?? '')?.[0] ?? '';
    const again = await EventReader.open(url, { 'Last-Event-ID': version });
    expect(again.response.status).toBe(204);
    const resumed = await EventReader.open(url, { 'Last-Event-ID': '1' });
    expect(await resumed.ended()).toBe('ended');
    expect(resumed.events).toEqual([{ id: version, task }]);
  });

  it('hears of the end though its connection for messages was cut meanwhile', async () => {
    const { gate, url } = await gated('cut');
    const reader = await EventReader.open(url);
    await reader.until(() => true);
    await eventually(async () => expect(await subscriptions()).toBeGreaterThan(0));
    await cutMessages(stack.redis, stack.prefix);
    await gate.open();
    expect(await reader.ended()).toBe('ended');
    expect(reader.events.at(-1)?.task.status).toBe('finished');
  });

  it('leaves nothing behind when its reader goes', async () => {
    const { gate, url } = await gated('gone');
    const before = await subscriptions();
    const reader = await EventReader.open(url);
    await eventually(async () => expect(await subscriptions()).toBe(before + 1));
    reader.close();
    await eventually(async () => expect(await subscriptions()).toBe(before));
    await gate.open();
  });

  it('is a problem where there is no such task', async () => {
    const { response } = await EventReader.open(`${client.url}/tasks/987654`);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });

  it('is refused to a client that has too many, and to one too many of all', async () => {
    const { gate, task } = await gated('limits');
    for (const [limit, status] of [
      ['HELD_MAX_PER_CLIENT', 429],
      ['HELD_MAX', 503],
    ] as const) {
      const { client: small } = await stack.api({ [limit]: '1' });
      const first = await EventReader.open(`${small.url}${task}`);
      await first.until(() => true);
      const refused = await small.get(task, { Accept: 'text/event-stream' });
      expect([refused.status, refused.headers.get('Retry-After')]).toEqual([status, '5']);
      expect((refused.body as ProblemDocument).status).toBe(status);
      first.close();
    }
    await gate.open();
  });

  it('is let go with its connection, also where it stands behind another', async () => {
    const api = await stack.api();
    const { gate, task } = await gated('pipelined');
    const held = async (count: number): Promise<void> =>
      eventually(async () =>
        expect(await metricsOf(api)).toContain(`factory_http_held_requests{sort="stream"} ${count}\n`),
      );
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(`GET ${task} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n`.repeat(3));
    await held(3);
    socket.destroy();
    await held(0);
    await gate.open();
  });

  it('is ended, not cut, when its process is told to end', async () => {
    const leaving = await stack.api();
    const { gate, task } = await gated('leaving');
    const reader = await EventReader.open(`${leaving.client.url}${task}`);
    await reader.until(() => true);
    expect(await leaving.stop()).toMatchObject({ code: 0 });
    expect(await reader.ended()).toBe('ended');
    await gate.open();
  });

  it('is had with HEAD as headers alone', async () => {
    const { gate, task } = await gated('head');
    const answer = await client.send('HEAD', task, { headers: { Accept: 'text/event-stream' } });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
    await gate.open();
  });
});

describe('an EventSource', () => {
  it('follows a task with its URL alone, and is stopped once it has had the end', async () => {
    const { gate, url } = await gated('event-source');
    const following = followWithEventSource(url);
    await eventually(async () => expect(await subscriptions()).toBeGreaterThan(0));
    await gate.open();
    // It came back after the end of the stream, with the last id, and was told to stop: else it would not end.
    const { ids, statuses } = await following;
    expect([statuses[0], statuses.at(-1)]).toEqual(['active', 'finished']);
    expect(statuses.filter((status) => status === 'finished')).toHaveLength(1);
    expect(ids.map(Number)).toEqual(ids.map(Number).toSorted((a, b) => a - b));
  });
});

describe('what a client accepts', () => {
  it.each([
    ['text/event-stream', 'text/event-stream'],
    ['text/*', 'text/event-stream'],
    ['text/event-stream, application/json;q=0.9', 'text/event-stream'],
    ['text/event-stream;q=0.5, application/json', 'application/json'],
    ['text/event-stream, application/json', 'text/event-stream'],
    ['application/json, text/event-stream', 'application/json'],
    ['text/html, */*;q=0.8', 'application/json'],
    ['application/json; charset=utf-8, text/event-stream;q=0.5', 'application/json'],
    ['application/json;q=0, */*', 'text/event-stream'],
  ])('is weighed: %s', async (accept, type) => {
    const { task } = await client.make('/notes', { text: 't' });
    const answer = await client.get(`/tasks/${task.task_id}`, { Accept: accept });
    expect(answer.status).toBeLessThan(300);
    expect(answer.headers.get('Content-Type')).toBe(`${type}; charset=utf-8`);
  });

  it('is refused where it is neither, and on paths that have no events', async () => {
    const { task } = await client.make('/notes', { text: 't' });
    expect((await client.get(`/tasks/${task.task_id}`, { Accept: 'text/html' })).status).toBe(406);
    const order = await client.post('/cars', MUSTANG, { Accept: 'text/event-stream' });
    expect((order.body as ProblemDocument).type).toBe('/problems/not-acceptable');
  });
});
