import type { Client } from '../support/client.js';
import { Stack } from '../support/stack.js';
import type { ProblemDocument } from '../support/task-document.js';

/** Each query that is refused, with the parameters its errors name. */
const REFUSED: readonly (readonly [query: string, parameters: readonly string[]])[] = [
  ['status=done', ['status']],
  ['status=', ['status']],
  ['status=active,', ['status']],
  ['status=Active', ['status']],
  ['status=active&status=nope', ['status']],
  ['verb=get', ['verb']],
  ['verb=FETCH', ['verb']],
  ['resource=', ['resource']],
  ['resource=cars', ['resource']],
  ['resource=/cars/&resource=/cars/', ['resource']],
  ['limit=0', ['limit']],
  ['limit=101', ['limit']],
  ['limit=-1', ['limit']],
  ['limit=1.5', ['limit']],
  ['limit=ten', ['limit']],
  ['limit=', ['limit']],
  ['limit=1&limit=2', ['limit']],
  ['cursor=', ['cursor']],
  ['cursor=12', ['cursor']],
  ['cursor=%00', ['cursor']],
  ['cursor=MS4x&cursor=MS4x', ['cursor']],
  ['page=2', ['page']],
  ['Status=active', ['Status']],
  ['status[]=active', ['status[]']],
  ['__proto__=1', ['__proto__']],
  ['colour=red&limit=0&status=done', ['colour', 'limit', 'status']],
];

describe('GET /tasks with a query that is not valid', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await Stack.open();
    ({ client } = await stack.api());
  });
  afterAll(() => stack.close());

  it.each(REFUSED)('answers ?%s with a 400 problem that names what is wrong', async (query, parameters) => {
    const answer = await client.get(`/tasks?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    const { errors, instance } = answer.body as ProblemDocument;
    expect(instance).toBe('/tasks');
    expect(new Set(errors?.map(({ parameter }) => parameter))).toEqual(new Set(parameters));
  });

  it.each(['limit=1', 'limit=100', 'status=active,queued', 'verb=POST', 'resource=/'])(
    'takes ?%s',
    async (query) => {
      expect((await client.get(`/tasks?${query}`)).status).toBe(200);
    },
  );
});
