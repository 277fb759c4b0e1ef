import { type Client, MUSTANG } from '../support/client.js';
import { Stack } from '../support/stack.js';

const PARTS = ['engine', 'body', 'wheels', 'paint'];

describe('a factory with parts for one car', () => {
  let stack: Stack;
  let client: Client;
  const stock = async (): Promise<Record<string, string>> => stack.redis.hgetall(stack.key('cars', 'stock'));

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0', PARTS_STOCK: '1' } });
    ({ client } = await stack.api());
    await stack.worker();
  });
  afterAll(() => stack.close());

  it('builds the first car and takes one set of parts', async () => {
    const { answer } = await client.make('/cars', MUSTANG);
    expect(answer.status).toBe(201);
    expect(await stock()).toEqual(Object.fromEntries(PARTS.map((part) => [part, '0'])));
  });

  it('fails the second with 409, naming the step and what is short', async () => {
    const { answer, task } = await client.make('/cars', MUSTANG);
    expect(answer.status).toBe(409);
    expect(answer.headers.get('Task-Status')).toBe('failed');
    expect(answer.headers.has('Location')).toBe(false);
    expect(task.error).toMatchObject({ status: 409, step: 'reserve_parts' });
    for (const part of PARTS) expect(task.error?.detail).toContain(part);
    expect(task.workflow).toEqual({ reserve_parts: 'failed', assemble: 'not started', paint: 'not started' });
  });

  it('takes nothing for a car that it can not build', async () => {
    await stack.redis.hset(stack.key('cars', 'stock'), 'engine', 5, 'body', 5, 'wheels', 5);
    const { answer, task } = await client.make('/cars', MUSTANG);
    expect(answer.status).toBe(409);
    expect(task.error?.detail).toContain('paint');
    expect(task.error?.detail).not.toContain('engine');
    expect(await stock()).toEqual({ engine: '5', body: '5', wheels: '5', paint: '0' });
  });

  it('builds on once parts are there again', async () => {
    await stack.redis.hset(stack.key('cars', 'stock'), 'paint', 1);
    const { answer, task } = await client.make('/cars', MUSTANG);
    expect(answer.status).toBe(201);
    expect(task.result).toMatchObject({ car_id: 2 });
    expect(await stock()).toEqual({ engine: '4', body: '4', wheels: '4', paint: '0' });
  });
});
