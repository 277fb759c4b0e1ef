import { accepted, backwardMoves, type Client } from '../support/client.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

const MAX_PICKUPS = 2;

describe('a task whose worker goes away', () => {
  let build: NotesBuild;
  let stack: Stack;
  let client: Client;
  let gates = 0;

  const newGate = (): Gate => new Gate(stack.redis, `{${stack.prefix}:notes}`, `gate-${(gates += 1)}`);
  const order = async (steps: Readonly<Record<string, string>>): Promise<string> =>
    accepted(await client.post('/notes', { text: 'a note', ...steps }));
  const diary = async (location: string): Promise<string[]> =>
    stack.redis.lrange(stack.key('notes', `diary:${location.slice('/tasks/'.length)}`), 0, -1);
  const workers = async (count: number): Promise<ServiceProcess[]> =>
    Promise.all(Array.from({ length: count }, () => stack.worker()));
  const stopAll = async (list: readonly ServiceProcess[]): Promise<unknown> =>
    Promise.all(list.map((worker) => worker.stop()));

  beforeAll(async () => {
    build = await buildNotes();
    const env = {
      TASK_LEASE_SECONDS: '1',
      SHUTDOWN_GRACE_SECONDS: '0',
      TASK_MAX_PICKUPS: String(MAX_PICKUPS),
    };
    stack = await Stack.open({ build: build.folder, env });
    ({ client } = await stack.api());
  });
  afterAll(async () => {
    await stack.close();
    await build.remove();
  });

  it('goes on with the next worker after SIGKILL, from the step that was running', async () => {
    const gate = newGate();
    const first = await stack.worker();
    const location = await order({ check: `gate:${gate.name}` });
    const following = client.follow(location);
    await gate.reached();
    const second = await stack.worker();
    await first.kill();
    expect(await gate.reached(2)).toEqual([first.pid, second.pid]);
    await gate.open();

    const { answer, task, seen } = await following;
    expect(answer.status).toBe(201);
    expect(backwardMoves(seen)).toEqual([]);
    expect(await diary(location)).toEqual(['draft ran', 'check ran', 'check ran', 'publish ran']);
    expect(task.steps.map(({ attempts }) => attempts)).toEqual([1, 2, 1]);
    await second.stop();
  });

  it('is handed back on SIGTERM, and goes on from the checkpoint without waiting for the lease', async () => {
    const gate = newGate();
    const first = await stack.worker({ TASK_LEASE_SECONDS: '3600' });
    const location = await order({ check: `gate:${gate.name}` });
    const following = client.follow(location);
    await gate.reached();
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    await first.logged('task.released');
    const second = await stack.worker({ TASK_LEASE_SECONDS: '3600' });
    await gate.reached(2);
    await gate.open();

    const { answer, seen } = await following;
    expect(answer.status).toBe(201);
    expect(backwardMoves(seen)).toEqual([]);
    expect(await diary(location)).toEqual(['draft ran', 'check ran', 'check ran', 'publish ran']);
    await second.stop();
  });

  it('may be handed back more often than it may be given up for', async () => {
    const gate = newGate();
    const location = await order({ check: `gate:${gate.name}` });
    for (let times = 1; times <= MAX_PICKUPS + 2; times += 1) {
      const worker = await stack.worker();
      await gate.reached(times);
      await worker.stop();
    }
    await gate.open();
    const last = await stack.worker();
    expect((await client.follow(location)).answer.status).toBe(201);
    await last.stop();
  });

  it('ends on the worker it began on when that has the grace for it', async () => {
    const gate = newGate();
    const worker = await stack.worker({ SHUTDOWN_GRACE_SECONDS: '10' });
    const location = await order({ check: `gate:${gate.name}` });
    await gate.reached();
    worker.signal('SIGTERM');
    await worker.logged('process.stopping');
    await gate.open();
    expect((await client.follow(location)).answer.status).toBe(201);
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    expect(await diary(location)).toEqual(['draft ran', 'check ran', 'publish ran']);
  });

  it('is done once when the worker comes back from a pause longer than its lease', async () => {
    const list = await workers(2);
    const location = await order({ check: 'block:4000' });
    const { answer, seen } = await client.follow(location);
    expect(answer.status).toBe(201);
    expect(backwardMoves(seen)).toEqual([]);
    const done = await diary(location);
    expect(done.filter((line) => line === 'check ran')).toHaveLength(2);
    expect(done.filter((line) => line === 'publish ran')).toHaveLength(1);
    await stopAll(list);
  });

  it('goes on after it killed its worker once', async () => {
    const list = await workers(2);
    const location = await order({ check: 'die:1' });
    expect((await client.follow(location)).answer.status).toBe(201);
    expect((await diary(location)).filter((line) => line === 'check ran')).toHaveLength(2);
    await stopAll(list);
  });

  it('is given up and undone after it killed as many workers as it may', async () => {
    const list = await workers(MAX_PICKUPS + 1);
    const location = await order({ draft: 'die:99' });
    const { answer, task } = await client.follow(location, 30_000);
    expect(answer.status).toBe(500);
    expect(task.error).toMatchObject({ status: 500, step: 'draft' });
    expect(task.workflow).toEqual({ draft: 'failed', check: 'not started', publish: 'not started' });
    const ran = Array.from({ length: MAX_PICKUPS }, () => 'draft ran');
    expect(await diary(location)).toEqual([...ran, 'draft undone']);
    expect(list.filter(({ running }) => running)).toHaveLength(1);
    await stopAll(list);
  });

  // The last one: its task never ends.
  it('does not keep its worker from ending, even if its step heeds no signal', async () => {
    const worker = await stack.worker();
    const location = await order({ draft: 'deaf:' });
    await client.step(location, 'draft', 'in progress');
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
    expect((await client.get(location)).status).toBe(202);
  });
});
