import { accepted, type Client } from '../support/client.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { Stack } from '../support/stack.js';

describe('a worker that was frozen past its lease and wakes up', () => {
  let build: NotesBuild;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    build = await buildNotes();
    stack = await Stack.open({ build: build.folder, env: { TASK_LEASE_SECONDS: '1' } });
    ({ client } = await stack.api());
  });
  afterAll(async () => {
    await stack.close();
    await build.remove();
  });

  const record = async (location: string): Promise<Record<string, string>> =>
    stack.redis.hgetall(stack.key('tasks', `task:${location.slice('/tasks/'.length)}`));

  it('writes nothing to a task that another has finished', async () => {
    const gate = new Gate(stack.redis, `{${stack.prefix}:notes}`, 'frozen');
    const frozen = await stack.worker();
    const location = accepted(await client.post('/notes', { text: 'a note', check: 'gate:frozen' }));
    await gate.reached();
    frozen.signal('SIGSTOP');
    await stack.worker();
    await gate.reached(2);
    await gate.open();
    expect((await client.follow(location)).answer.status).toBe(201);
    const finished = await record(location);

    frozen.signal('SIGCONT');
    await frozen.logged('task.lost');
    expect(await record(location)).toEqual(finished);
    expect(await stack.redis.hlen(stack.key('notes', 'notes'))).toBe(1);
  });

  it('works on, as good as new', async () => {
    const [awake, other] = stack.processes.filter(({ name }) => name === 'worker');
    await other?.stop();
    const { answer } = await client.make('/notes', { text: 'another note' });
    expect(answer.status).toBe(201);
    expect(awake?.running).toBe(true);
  });
});
