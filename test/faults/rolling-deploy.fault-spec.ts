import { named } from '../support/record.js';
import { accepted, type Client, MUSTANG } from '../support/client.js';
import { Gate } from '../support/gate.js';
import { buildNewerNotes } from '../support/newer-notes.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { Stack } from '../support/stack.js';

const NOTE = { text: 'a note' };
const NEWER_STEPS = { draft: 'finished', check: 'finished', proof: 'finished', publish: 'finished' };

describe('a rolling deploy', () => {
  let builds: NotesBuild[];
  let older: Stack;
  let newer: Stack;
  let withoutNotes: Stack;

  const diary = async (location: string): Promise<string[]> =>
    older.redis.lrange(older.key('notes', `diary:${location.slice('/tasks/'.length)}`), 0, -1);
  const record = async (location: string): Promise<Record<string, string>> =>
    named(await older.redis.hgetall(older.key('tasks', `task:${location.slice('/tasks/'.length)}`)));
  const note = async (client: Client, more: Readonly<Record<string, string>> = {}): Promise<string> =>
    accepted(await client.post('/notes', { ...NOTE, ...more }));

  beforeAll(async () => {
    builds = [await buildNotes(), await buildNewerNotes()];
    const env = { TASK_LEASE_SECONDS: '1', TASK_MAX_PICKUPS: '3', CAR_BUILD_SECONDS: '0' };
    older = await Stack.open({ env, build: builds[0]?.folder ?? '' });
    const same = { ...env, KEY_PREFIX: older.prefix };
    newer = await Stack.open({ env: same, build: builds[1]?.folder ?? '' });
    withoutNotes = await Stack.open({ env: same });
  });
  afterEach(async () => {
    const all = [older, newer, withoutNotes].flatMap(({ processes }) => processes);
    await Promise.all(all.map((started) => started.stop()));
  });
  afterAll(async () => {
    for (const stack of [newer, withoutNotes, older]) await stack.close();
    for (const build of builds) await build.remove();
  });

  it('lets older workers leave tasks with a step that they do not know to newer ones', async () => {
    const { client } = await newer.api();
    const old = await older.worker();
    const location = await note(client);
    const id = Number(location.slice('/tasks/'.length));
    // Again and again: more often than a task may be picked up without getting further.
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const { steps } = await old.logged('task.declined', { task: id });
      expect(steps).toEqual(['draft', 'check', 'proof', 'publish']);
      old.events.length = 0;
    }
    expect(await diary(location)).toEqual([]);
    const waits = await record(location);
    expect(waits).toMatchObject({ status: 'active' });
    expect(waits).not.toHaveProperty('pickups');
    await newer.worker();
    const { answer, task } = await client.follow(location, 30_000);
    expect([answer.status, task.workflow]).toEqual([201, NEWER_STEPS]);
    expect(task.steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
    expect(await diary(location)).toEqual(['draft ran', 'check ran', 'proof ran', 'publish ran']);
  });

  it('lets older workers do what they know meanwhile', async () => {
    const { client } = await newer.api();
    await older.worker();
    const location = await note(client);
    expect((await client.make('/cars', MUSTANG)).answer.status).toBe(201);
    await newer.worker();
    expect((await client.follow(location, 30_000)).answer.status).toBe(201);
  });

  it('lets newer workers do older tasks, with the step that was added', async () => {
    const { client } = await older.api();
    const waiting = await note(client);
    await newer.worker();
    const { answer, task } = await client.follow(waiting);
    expect([answer.status, task.workflow]).toEqual([201, NEWER_STEPS]);
    expect(await diary(waiting)).toEqual(['draft ran', 'check ran', 'proof ran', 'publish ran']);
  });

  it('lets newer workers go on with what an older one has begun', async () => {
    const { client } = await older.api();
    const gate = new Gate(older.redis, `{${older.prefix}:notes}`, 'deploy');
    const old = await older.worker();
    const begun = await note(client, { check: 'gate:deploy' });
    await gate.reached();
    await old.kill();
    await gate.open();
    await newer.worker();
    const { answer, task } = await client.follow(begun, 30_000);
    expect([answer.status, task.workflow]).toEqual([201, NEWER_STEPS]);
    expect(await diary(begun)).toEqual(['draft ran', 'check ran', 'check ran', 'proof ran', 'publish ran']);
  });

  it('lets tasks of a kind that older workers lack wait for newer ones, begun or not', async () => {
    const { client } = await older.api();
    const old = await withoutNotes.worker();
    const gate = new Gate(older.redis, `{${older.prefix}:notes}`, 'kind');
    const able = await older.worker();
    const begun = await note(client, { check: 'gate:kind' });
    await gate.reached();
    await able.kill();
    const waiting = await note(client);
    await gate.open();
    expect((await client.make('/cars', MUSTANG)).answer.status).toBe(201);
    expect((await client.task(waiting)).status).toBe('queued');
    await older.worker();
    for (const location of [begun, waiting]) {
      expect((await client.follow(location, 30_000)).answer.status).toBe(201);
    }
    expect(old.find('task.attempt-broken')).toBeUndefined();
  });
});
