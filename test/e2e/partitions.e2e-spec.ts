import { accepted, backwardMoves, type Client, MUSTANG } from '../support/client.js';
import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { keysLike } from '../support/keys.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';

const PARTITIONS = 3;
const ENV = { TASK_PARTITIONS: String(PARTITIONS), CAR_BUILD_SECONDS: '1', TASK_LEASE_SECONDS: '1' };

describe('a service whose tasks are in three partitions', () => {
  let stack: Stack;
  let client: Client;
  let other: Client;

  beforeAll(async () => {
    stack = await Stack.open({ env: ENV });
    ({ client } = await stack.api());
    ({ client: other } = await stack.api());
    await stack.worker();
    await stack.worker();
  });
  afterAll(() => stack.close());

  const idOf = (path: string): number => Number(path.split('/').at(-1));
  /** One after another, since those that come to a process together go to the same partition. */
  async function orders(count: number): Promise<readonly string[]> {
    const paths: string[] = [];
    for (let n = 0; n < count; n += 1) paths.push(await (n % 2 === 0 ? client : other).order());
    return paths;
  }
  const partitionsOf = (ids: readonly number[]): ReadonlySet<number> =>
    new Set(ids.map((id) => id % PARTITIONS));

  /** Ids on all pages of a list, from the first on. */
  async function walk(path: string): Promise<readonly number[]> {
    const seen: number[] = [];
    let next: string | undefined = path;
    while (next !== undefined) {
      const { body, headers } = await client.get(next);
      seen.push(...(body as readonly TaskDocument[]).map(({ task_id }) => task_id));
      next = /<([^>]+)>; rel="next"/.exec(headers.get('Link') ?? '')?.[1];
    }
    return seen;
  }

  it('makes what is ordered in each of them, whichever process is asked', async () => {
    const tasks = await orders(9);
    expect(new Set(tasks).size).toBe(9);
    expect(partitionsOf(tasks.map(idOf)).size).toBe(PARTITIONS);
    for (const [n, task] of tasks.entries()) {
      const followed = await (n % 2 === 0 ? other : client).follow(task);
      expect(followed.answer.status).toBe(201);
      expect(backwardMoves(followed.seen)).toEqual([]);
      const car = followed.answer.headers.get('Location') ?? '';
      expect((await client.get(car, { Prefer: 'wait=20' })).status).toBe(200);
    }
  });

  it('lists all of them, newest first, page by page, while new ones come', async () => {
    const before = await walk('/tasks?limit=100');
    const more = (await orders(8)).map(idOf);
    const whole = await walk('/tasks?limit=100&resource=/cars/');
    expect(whole).toEqual(expect.arrayContaining(more));
    const [, pages] = await Promise.all([orders(4), walk('/tasks?limit=3&resource=/cars/')]);
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages.filter((id) => whole.includes(id))).toEqual(whole);
    const known = (await walk('/tasks?limit=7')).filter((id) => before.includes(id));
    expect(known).toEqual(before);
  });

  it('holds a wait until the end, in each of them', async () => {
    const tasks: number[] = [];
    for (let n = 0; n < PARTITIONS; n += 1) {
      const { status, headers } = await client.post('/cars', MUSTANG, { Prefer: 'wait=20' });
      expect(status).toBe(201);
      tasks.push(idOf(headers.get('Content-Location') ?? ''));
    }
    expect(partitionsOf(tasks).size).toBe(PARTITIONS);
    const ends = await Promise.all((await orders(6)).map((task) => other.get(task, { Prefer: 'wait=20' })));
    expect(ends.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 201));
  });

  it('makes one task of each key, whichever process is asked', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const made = await Promise.all(
      [client, other, client, other].flatMap((one) =>
        keys.map((key) => one.post('/cars', MUSTANG, { 'Idempotency-Key': key })),
      ),
    );
    const tasks = made.map((answer) => accepted(answer));
    expect(new Set(tasks).size).toBe(keys.length);
    for (const [n, task] of tasks.entries()) expect(task).toBe(tasks[n % keys.length]);
    expect(partitionsOf(tasks.map(idOf)).size).toBe(PARTITIONS);
    const conflict = await other.post('/cars', { ...MUSTANG, color: 'Red' }, { 'Idempotency-Key': 'a' });
    expect(conflict.status).toBe(422);
  });

  it('cancels what runs in each of them, and undoes it', async () => {
    const tasks = await orders(3);
    expect(partitionsOf(tasks.map(idOf)).size).toBeGreaterThan(1);
    const answers = await Promise.all(tasks.map((task) => other.send('DELETE', task)));
    for (const { status } of answers) expect([200, 202]).toContain(status);
    for (const task of tasks) {
      const { status, workflow } = (await client.follow(task)).task;
      expect(status).toBe('cancelled');
      for (const step of Object.values(workflow)) expect(['not started', 'undone', 'failed']).toContain(step);
    }
  });

  it('tells the stream of a task, and that of the list, what happens in each of them', async () => {
    const list = await EventReader.open(`${other.url}/tasks?limit=1`);
    await list.until(() => true);
    const tasks = await orders(6);
    expect(partitionsOf(tasks.map(idOf)).size).toBe(PARTITIONS);
    for (const task of tasks) {
      const own = await EventReader.open(`${client.url}${task}`);
      expect(await own.ended()).toBe('ended');
      expect(own.events.at(-1)?.task.status).toBe('finished');
      await list.until(({ task: told }) => told.task_id === idOf(task) && told.status === 'finished');
    }
    list.close();
  });

  it('goes on with what a killed worker left in each of them', async () => {
    const tasks = await orders(6);
    await client.step(tasks[0] ?? '', 'reserve_parts', 'finished');
    const killed = stack.processes.find(({ name, running }) => name.startsWith('worker') && running);
    await killed?.kill();
    await stack.worker();
    for (const task of tasks) expect((await client.follow(task)).answer.status).toBe(201);
  });

  it('keeps each in the keys of one hash tag', async () => {
    const ids = (await orders(3)).map(idOf);
    await eventually(async () => {
      for (const id of ids) {
        const [key, ...others] = await keysLike(stack.redis, `{${stack.prefix}:*:task:${id}`);
        expect([key, others]).toEqual([`${stack.keys.ofTask(id).tasks}:task:${id}`, []]);
      }
    });
  });

  it.each(['main', 'worker'] as const)('lets no %s serve that is told of another number', async (entry) => {
    const started = stack.launch(entry, { PORT: '0', TASK_PARTITIONS: '2' });
    expect(await started.ended).toEqual({ code: 1, signal: null });
    expect(started.output).toContain('TASK_PARTITIONS: "2" is not allowed');
    expect(started.output).toContain('are divided by 3');
    expect(started.output).not.toMatch(/^\s+at /m);
  });
});
