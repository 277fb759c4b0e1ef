import type { NewTask } from '../../src/tasks/task.store.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
beforeEach(async () => {
  core = await openCore({ TASK_RETENTION_SECONDS: '1' });
});
afterEach(() => core.close());

const order = (changes: Partial<NewTask> = {}): NewTask => ({
  owner: 'anonymous',
  kind: 'three-steps',
  steps: ['a', 'b', 'c'],
  request: { resource: '/cars/', verb: 'POST', header: '{}', body: '{"color":"Blue"}' },
  input: '{"color":"Blue"}',
  requestId: 'r',
  idempotencyKey: 'k',
  ...changes,
});

describe('a task ordered with an idempotency key', () => {
  it('is made once, however many ask for it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => core.store.create(order())));
    expect(answers.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'known')).toHaveLength(99);
    expect(new Set(answers.map((a) => ('view' in a ? a.view.task.id : 0)))).toEqual(new Set([1]));
  });

  it('is not taken for one that asks for something else', async () => {
    await core.store.create(order());
    expect(await core.store.create(order({ input: '{"color":"Red"}' }))).toEqual({ outcome: 'conflict' });
  });

  it('is not taken for that of another owner, or of another key', async () => {
    await core.store.create(order());
    expect(await core.store.create(order({ owner: 'somebody-else' }))).toMatchObject({ outcome: 'created' });
    expect(await core.store.create(order({ idempotencyKey: 'l' }))).toMatchObject({ outcome: 'created' });
  });

  it('keeps its key as long as it is kept itself, and frees it then', async () => {
    await core.store.create(order());
    const grant = await core.ledger.start('three-steps');
    if (grant === undefined) throw new Error('not granted');
    const end = { json: '{}', location: undefined };
    await core.ledger.finish(grant.task, grant.task.steps, end);
    expect(await core.store.create(order())).toMatchObject({ outcome: 'known' });
    await eventually(async () => {
      await core.sweeper.expire();
      expect(await core.store.create(order())).toMatchObject({ outcome: 'created' });
    });
  });
});
