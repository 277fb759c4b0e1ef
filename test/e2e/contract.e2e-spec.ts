import { ApiContract } from '../support/api-contract.js';
import { type Answer, type Client, MUSTANG } from '../support/client.js';
import { Stack } from '../support/stack.js';

const TASK = 'GET /tasks/{taskId}';
const RESULT = 'GET /tasks/{taskId}/result';

describe('what an API answers', () => {
  let stack: Stack;
  let client: Client;
  let contract: ApiContract;
  /** A task that made the only car there are parts for, one that failed, one that was cancelled. */
  let finished: string;
  let failed: string;
  let cancelled: string;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0', PARTS_STOCK: '1' } });
    ({ client } = await stack.api());
    contract = await ApiContract.of(client);
    cancelled = await client.order();
    await client.send('DELETE', cancelled);
    await stack.worker();
    finished = await client.order();
    await client.follow(finished);
    failed = await client.order();
    await client.follow(failed);
  });
  afterAll(() => stack.close());

  const JSON_BODY = { 'Content-Type': 'application/json' };
  const order = (body: string, headers: Record<string, string> = JSON_BODY): Promise<Answer> =>
    client.send('POST', '/cars', { headers, body });
  const mustang = JSON.stringify(MUSTANG);

  const asked: readonly (readonly [string, number, string, () => Promise<Answer>])[] = [
    ['an order', 202, 'POST /cars', () => order(mustang)],
    ['one that is waited for', 409, 'POST /cars', () => order(mustang, { ...JSON_BODY, Prefer: 'wait=20' })],
    ['one that is not valid', 400, 'POST /cars', () => order('{}')],
    ['one that is no JSON', 400, 'POST /cars', () => order('{')],
    ['one that is too large', 413, 'POST /cars', () => order(' '.repeat(70_000))],
    ['one in XML', 415, 'POST /cars', () => order('<car/>', { 'Content-Type': 'application/xml' })],
    ['one to be told in XML', 406, 'POST /cars', () => order(mustang, { ...JSON_BODY, Accept: 'text/xml' })],
    ['an empty key', 400, 'POST /cars', () => order(mustang, { ...JSON_BODY, 'Idempotency-Key': '""' })],
    ['a read', 202, 'GET /cars/{carId}', () => client.get('/cars/1')],
    ['one that is waited for', 200, 'GET /cars/{carId}', () => client.get('/cars/1', { Prefer: 'wait=20' })],
    ['one of no car', 404, 'GET /cars/{carId}', () => client.get('/cars/77', { Prefer: 'wait=20' })],
    ['one of no id', 404, 'GET /cars/{carId}', () => client.get('/cars/one')],
    ['a finished task', 201, TASK, () => client.get(finished)],
    ['a failed task', 409, TASK, () => client.get(failed)],
    ['a cancelled task', 409, TASK, () => client.get(cancelled)],
    ['no task', 404, TASK, () => client.get('/tasks/123456')],
    ['a known version', 304, TASK, () => client.get(finished, { 'If-None-Match': '*' })],
    ['a stream', 200, TASK, () => client.get(failed, { Accept: 'text/event-stream' })],
    ['a result', 201, RESULT, () => client.get(`${finished}/result`)],
    ['a failed result', 409, RESULT, () => client.get(`${failed}/result`)],
    ['no result', 404, RESULT, () => client.get('/tasks/123456/result')],
    ['a cancel', 200, 'DELETE /tasks/{taskId}', () => client.send('DELETE', cancelled)],
    ['one too late', 409, 'DELETE /tasks/{taskId}', () => client.send('DELETE', finished)],
    ['a cancellation', 200, `${TASK}/cancellation`, () => client.get(`${cancelled}/cancellation`)],
    ['none', 404, `${TASK}/cancellation`, () => client.get(`${failed}/cancellation`)],
    ['a list', 200, 'GET /tasks', () => client.get('/tasks?status=finished,failed&limit=1')],
    ['an unknown parameter', 400, 'GET /tasks', () => client.get('/tasks?colour=blue')],
    ['life', 200, 'GET /health/live', () => client.get('/health/live')],
    ['readiness', 200, 'GET /health/ready', () => client.get('/health/ready')],
    ['the document', 200, 'GET /openapi.json', () => client.get('/openapi.json')],
    ['the page', 200, 'GET /docs', () => client.get('/docs')],
    ['its script', 200, 'GET /docs/{file}', () => client.get('/docs/start.js')],
    ['its style', 200, 'GET /docs/{file}', () => client.get('/docs/swagger-ui.css')],
    ['no file', 404, 'GET /docs/{file}', () => client.get('/docs/LICENSE')],
    ['the problems', 200, 'GET /problems', () => client.get('/problems')],
    ['a problem', 200, 'GET /problems/{slug}', () => client.get('/problems/parts-short')],
    ['no problem', 404, 'GET /problems/{slug}', () => client.get('/problems/none')],
  ];

  it.each(asked)('is what the document says: %s, %d %s', async (_, status, operation, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(contract.breaches(operation, answer)).toEqual([]);
  });

  it('is what the document says of a task under way, and of a list with one', async () => {
    const waiting = await order(mustang);
    const { headers } = waiting;
    expect([headers.get('Location'), headers.get('Content-Location')]).not.toContain(null);
    const listed = await client.get('/tasks');
    expect(contract.breaches('GET /tasks', listed)).toEqual([]);
  });

  it('is compared in earnest', async () => {
    const answer = await client.get('/problems');
    expect(contract.breaches('GET /problems/{slug}', answer)).not.toEqual([]);
    expect(contract.breaches('GET /docs', answer)).toEqual(['GET /docs 200: is in application/json']);
  });
});
