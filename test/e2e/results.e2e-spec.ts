import { accepted, type Client } from '../support/client.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

describe('what a step returns', () => {
  let build: NotesBuild;
  let stack: Stack;
  let client: Client;
  let worker: ServiceProcess;

  const order = async (steps: Readonly<Record<string, string>>): Promise<string> =>
    accepted(await client.post('/notes', { text: 'words', ...steps }));
  const notes = async (): Promise<number> => stack.redis.hlen(stack.key('notes', 'notes'));

  beforeAll(async () => {
    build = await buildNotes();
    stack = await Stack.open({ build: build.folder });
    ({ client } = await stack.api());
    worker = await stack.worker();
  });
  afterAll(async () => {
    await stack.close();
    await build.remove();
  });

  it('may name the path of what was made', async () => {
    const { answer } = await client.follow(await order({ publish: 'path:/notes/of/my/own' }));
    expect([answer.status, answer.headers.get('Location')]).toEqual([201, '/notes/of/my/own']);
  });

  it.each([
    ['another host', 'path://elsewhere.example/notes/1'],
    ['a URL', 'path:https://elsewhere.example/notes/1'],
    ['a script', 'path:javascript:alert(1)'],
    ['a header', 'path:/notes/1\r\nSet-Cookie: a=b'],
    ['a way out', 'path:/notes/../../admin'],
    ['no path', 'path:notes'],
    ['a number that JSON has no form for', 'bigint:'],
    ['a circle', 'circle:'],
    ['more than a record takes', 'large:300000'],
  ])('is a defect of the workflow where it is %s: the task fails and is undone', async (_, publish) => {
    const before = await notes();
    const location = await order({ publish });
    const { answer, task } = await client.follow(location);
    expect(answer.status).toBe(500);
    expect(task.error).toMatchObject({ type: '/problems/task-failed', status: 500, step: 'publish' });
    expect(task.workflow).toMatchObject({ draft: 'undone', check: 'undone' });
    expect(task.result).toEqual({});
    expect(answer.headers.get('Location')).toBeNull();
    expect(JSON.stringify(task.error)).not.toMatch(/elsewhere|BigInt|KiB/);
    expect(await notes()).toBe(before);
    const id = Number(location.slice('/tasks/'.length));
    await worker.logged('step.failed', { task: id, step: 'publish' });
    expect(worker.find('task.attempt-broken', { task: id })).toBeUndefined();
  });

  it('is a defect in the middle of the work too', async () => {
    const { answer, task } = await client.follow(await order({ draft: 'large:300000' }));
    expect([answer.status, task.error?.step]).toEqual([500, 'draft']);
  });
});
