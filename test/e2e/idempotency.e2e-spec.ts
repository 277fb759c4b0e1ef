import { type Client, MUSTANG } from '../support/client.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';

describe('POST /cars with an Idempotency-Key', () => {
  let stack: Stack;
  let clients: readonly Client[];
  const post = (client: number, key: string, body: object = MUSTANG): ReturnType<Client['post']> => {
    const chosen = clients[client % clients.length];
    if (chosen === undefined) throw new Error('there is no API process');
    return chosen.post('/cars', body, { 'Idempotency-Key': key });
  };

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
    const apis = await Promise.all([stack.api(), stack.api(), stack.api()]);
    clients = apis.map(({ client }) => client);
  });
  afterAll(() => stack.close());

  it('makes one task of a hundred requests at once, whichever process answers, and names it to all', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => post(n, 'race')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ headers }) => headers.get('Location'))).size).toBe(1);
    expect(new Set(answers.map(({ body }) => (body as TaskDocument).task_id)).size).toBe(1);
  });

  it('takes a key in quotes for the same key', async () => {
    const bare = await post(0, 'quotes');
    const quoted = await post(1, '"quotes"');
    expect(quoted.headers.get('Location')).toBe(bare.headers.get('Location'));
  });

  it('answers 422 when the key came with another order before', async () => {
    await post(0, 'other');
    const answer = await post(1, 'other', { ...MUSTANG, color: 'Red' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/idempotency-conflict', status: 422 });
  });

  it.each(['""', 'x'.repeat(256)])('answers 400 for the key %j', async (key) => {
    expect((await post(0, key)).body).toMatchObject({
      type: '/problems/malformed-idempotency-key',
      status: 400,
    });
  });

  it('answers what the task answers now, once it has ended', async () => {
    const first = await post(0, 'ended');
    const worker = await stack.worker();
    const followed = await clients[0]?.follow(first.headers.get('Location') ?? '');
    expect(followed?.answer.status).toBe(201);
    const again = await post(1, 'ended');
    expect(again.status).toBe(201);
    expect(again.headers.get('Location')).toBe(followed?.answer.headers.get('Location'));
    expect(again.headers.get('Content-Location')).toBe(first.headers.get('Location'));
    await worker.stop();
  });
});
