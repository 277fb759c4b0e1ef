import { FIELD } from '../../src/tasks/task-record.js';
import { accepted, type Client } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { partOf, withPart } from '../support/record.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

describe('a worker in which a suspect runs alone', () => {
  let build: NotesBuild;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    build = await buildNotes();
    stack = await Stack.open({ build: build.folder, env: { SHUTDOWN_GRACE_SECONDS: '1' } });
    ({ client } = await stack.api());
  });
  afterAll(async () => {
    await stack.close();
    await build.remove();
  });

  const order = async (steps: Readonly<Record<string, string>>): Promise<string> => {
    const location = accepted(await client.post('/notes', { text: 'a note', ...steps }));
    return location.slice('/tasks/'.length);
  };
  const record = (id: string): string => `${stack.keys.ofTask(Number(id)).tasks}:task:${id}`;
  const state = async (id: string): Promise<string> =>
    (await stack.redis.hget(record(id), FIELD.state)) ?? '';
  const attempts = async (id: string): Promise<string> => partOf(await state(id), 'attempt');
  const jobs = async (state: string): Promise<number> => {
    const lists = stack.keys.partitions.map(({ queues }) =>
      stack.redis.llen(`${queues}:note-write:${state}`),
    );
    return (await Promise.all(lists)).reduce((sum, length) => sum + length, 0);
  };

  /** How many slots each worker has told the store to be free, see lua/idle.lua. */
  const offers = async (): Promise<readonly string[]> => {
    const told = stack.keys.partitions.map(({ tasks }) => stack.redis.hvals(`${tasks}:idle:note-write`));
    return (await Promise.all(told)).flat();
  };

  /** Orders while the worker seems to have a slot free, as it did before the suspect came, until it is handed that; a sweep may say otherwise. */
  const handed = async (): Promise<string> => {
    for (;;) {
      await eventually(async () => expect(await offers()).not.toEqual([]));
      for (const { tasks } of stack.keys.partitions) {
        const key = `${tasks}:idle:note-write`;
        const told = Object.entries(await stack.redis.hgetall(key));
        for (const [worker, offer] of told) await stack.redis.hset(key, worker, offer.replace(/^\d+/, '1'));
      }
      const id = await order({});
      if ((await attempts(id)) !== '') return id;
      await client.send('DELETE', `/tasks/${id}`);
    }
  };

  /** Starts a worker, in which a task then runs that is as if two others had died of it, up to the gate. */
  const suspectRuns = async (
    name: string,
  ): Promise<{ readonly suspect: string; readonly worker: ServiceProcess; readonly gate: Gate }> => {
    const suspect = await order({ draft: `gate:${name}` });
    await stack.redis.hset(record(suspect), FIELD.state, withPart(await state(suspect), 'pickups', '91,92'));
    const worker = await stack.worker();
    const gate = new Gate(stack.redis, `{${stack.prefix}:notes}`, name);
    await gate.reached();
    return { suspect, worker, gate };
  };

  const allMade = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) expect((await client.follow(`/tasks/${id}`)).answer.status).toBe(201);
  };

  it('leaves what comes meanwhile to others, and begins nothing of it at a shutdown', async () => {
    const { suspect, worker, gate } = await suspectRuns('alone');
    // It may have offered its slots just before: what came now would be handed to it, and wait there.
    await eventually(async () =>
      expect((await offers()).filter((offer) => !offer.startsWith('0 '))).toEqual([]),
    );
    const others = [await order({}), await order({})];
    await eventually(async () => expect(await jobs('wait')).toBeGreaterThan(0));
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
    expect(await Promise.all([suspect, ...others].map(attempts))).toEqual(['1', '', '']);
    expect(await jobs('active')).toBe(0);
    await gate.open();
    const next = await stack.worker();
    await allMade([suspect, ...others]);
    await next.stop();
  });

  it('gives back at once what it was handed all the same, and others run it', async () => {
    const { suspect, worker, gate } = await suspectRuns('handed');
    const other = await handed();
    await worker.logged('task.released');
    await stack.worker();
    await allMade([other]);
    expect(await attempts(suspect)).toBe('1');
    await gate.open();
    await allMade([suspect]);
  });
});
