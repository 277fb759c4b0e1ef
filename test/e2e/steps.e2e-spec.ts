import { accepted, backwardMoves, type Client } from '../support/client.js';
import { Gate } from '../support/gate.js';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { Stack } from '../support/stack.js';

describe('the steps of a note, a resource the core does not know', () => {
  let build: NotesBuild;
  let stack: Stack;
  let client: Client;

  const order = async (steps: Readonly<Record<string, string>>): Promise<string> =>
    accepted(await client.post('/notes', { text: 'two words', ...steps }));
  const diary = async (location: string): Promise<string[]> =>
    stack.redis.lrange(stack.key('notes', `diary:${location.slice('/tasks/'.length)}`), 0, -1);
  const gate = (name: string): Gate => new Gate(stack.redis, `{${stack.prefix}:notes}`, name);

  beforeAll(async () => {
    build = await buildNotes();
    stack = await Stack.open({ build: build.folder });
    ({ client } = await stack.api());
    await stack.worker();
  });
  afterAll(async () => {
    await stack.close();
    await build.remove();
  });

  it('run in order, once each, and make the note', async () => {
    const location = await order({});
    const { answer, task } = await client.follow(location);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(`/notes/${String(task.result['note_id'])}`);
    expect(await diary(location)).toEqual(['draft ran', 'check ran', 'publish ran']);
    const read = await client.follow(accepted(await client.get(answer.headers.get('Location') ?? '')));
    expect(read.answer.status).toBe(200);
    expect(read.task.result).toEqual({ note_id: task.result['note_id'], text: 'two words' });
  });

  it('are seen to go forward only', async () => {
    const location = await order({ draft: 'gate:first', check: 'gate:second' });
    const following = client.follow(location);
    await gate('first').reached();
    expect((await client.step(location, 'draft', 'in progress')).workflow).toMatchObject({
      check: 'not started',
    });
    await gate('first').open();
    await gate('second').reached();
    const { workflow, progress } = await client.step(location, 'check', 'in progress');
    expect(workflow).toEqual({ draft: 'finished', check: 'in progress', publish: 'not started' });
    expect(progress).toBeGreaterThanOrEqual(33);
    await gate('second').open();
    expect(backwardMoves((await following).seen)).toEqual([]);
  });

  it('are tried again after a transient failure, and count their attempts', async () => {
    const location = await order({ check: 'transient:2' });
    const { answer, task } = await client.follow(location);
    expect(answer.status).toBe(201);
    expect(task.steps.map(({ attempts }) => attempts)).toEqual([1, 3, 1]);
    expect(await diary(location)).toEqual([
      'draft ran',
      'check ran',
      'check ran',
      'check ran',
      'publish ran',
    ]);
  });

  it('fail the task with what a permanent failure says, and are undone last first', async () => {
    const location = await order({ publish: 'permanent:422' });
    const { answer, task } = await client.follow(location);
    expect(answer.status).toBe(422);
    expect(task.error).toEqual({
      type: '/problems/unwanted',
      title: 'The note is not wanted',
      status: 422,
      detail: 'No.',
      step: 'publish',
    });
    expect(task.workflow).toEqual({ draft: 'undone', check: 'undone', publish: 'failed' });
    const done = await diary(location);
    expect(done).toEqual(['draft ran', 'check ran', 'publish ran', 'check undone', 'draft undone']);
  });

  it('fail the task with 500 and no inner words when they break in a way nobody foresaw', async () => {
    const location = await order({ draft: 'defect:secret words' });
    const { answer, task } = await client.follow(location);
    expect(answer.status).toBe(500);
    expect(task.error).toMatchObject({ status: 500, step: 'draft' });
    expect(JSON.stringify(task.error)).not.toContain('secret');
  });

  it('fail after as many tries as their policy allows', async () => {
    const location = await order({ check: 'transient:99' });
    const { answer, task } = await client.follow(location);
    expect(answer.status).toBe(500);
    expect(task.steps[1]?.attempts).toBe(3);
    expect(task.workflow['draft']).toBe('undone');
    expect((await diary(location)).filter((line) => line === 'check ran')).toHaveLength(3);
  });

  it.each(['hang:', 'deaf:'])('that take longer than they may are stopped: %s', async (behaviour) => {
    const location = await order({ publish: behaviour });
    const { answer, task } = await client.follow(location);
    expect(answer.status).toBe(500);
    expect(task.error).toMatchObject({ step: 'publish' });
    expect(task.workflow).toMatchObject({ draft: 'undone', check: 'undone' });
  });

  it('of one task do not wait for those of another', async () => {
    const blocked = await order({ draft: 'gate:alone' });
    await gate('alone').reached();
    expect((await client.follow(await order({}))).answer.status).toBe(201);
    expect((await client.get(blocked)).status).toBe(202);
    await gate('alone').open();
    expect((await client.follow(blocked)).answer.status).toBe(201);
  });

  it('leave no note behind when they were undone', async () => {
    const before = await stack.redis.hlen(stack.key('notes', 'notes'));
    await client.follow(await order({ publish: 'permanent:409' }));
    expect(await stack.redis.hlen(stack.key('notes', 'notes'))).toBe(before);
  });
});
