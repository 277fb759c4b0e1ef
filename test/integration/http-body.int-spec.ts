import { Agent, type Server } from 'node:http';
import { DemoApi, problemIn } from '../support/demo-api.js';

let api: DemoApi;
beforeAll(async () => {
  api = await DemoApi.open();
});
afterAll(() => api.app.close());

describe('a body', () => {
  const good = '{"brand":" Ford ","model":2014}';

  it.each([
    'application/json',
    'Application/JSON; Charset="UTF-8"',
    'application/json;charset=utf8',
    'application/json; v=1',
  ])('is taken as %s', async (type) => {
    const { status, text: body } = await api.order(good, { 'Content-Type': type });
    expect([status, body]).toEqual([201, '{"brand":"Ford","model":2014}']);
  });

  it.each<[string, Record<string, string>]>([
    ['another type', { 'Content-Type': 'text/plain' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['no type', { 'Content-Type': '' }],
    ['another charset', { 'Content-Type': 'application/json; charset=utf-16' }],
    ['a compression', { 'Content-Encoding': 'gzip' }],
  ])('with %s is refused by 415', async (_, headers) => {
    expect(problemIn(await api.order(good, headers))).toMatchObject({
      status: 415,
      type: '/problems/unsupported-media-type',
    });
  });

  it('of a type that is refused is told which is taken', async () => {
    expect((await api.order(good, { 'Content-Type': 'text/plain' })).headers['accept-post']).toBe(
      'application/json',
    );
  });

  it.each([
    ['with a length', {}],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('over 64 KiB, sent %s, is refused by 413', async (_, headers) => {
    const answer = await api.order(`{"brand":"${'x'.repeat(200_000)}"}`, headers);
    expect(problemIn(answer)).toMatchObject({ status: 413, type: '/problems/payload-too-large' });
  });

  it('of exactly 64 KiB is read', async () => {
    const blanks = ' '.repeat(65_536 - good.length);
    expect((await api.order(good + blanks)).status).toBe(201);
    expect((await api.order(`${good}${blanks} `)).status).toBe(413);
  });

  it.each([
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
  ])('that is %s is not valid as a whole', async (_, body) => {
    const problem = problemIn(await api.order(body));
    expect(problem).toMatchObject({ type: '/problems/validation-failed', errors: [{ pointer: '' }] });
  });

  it('that is missing is told as that', async () => {
    const answer = await api.raw('POST /demo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*must be there/);
  });

  it('that is missing leaves its connection usable', async () => {
    const answers = await api.raw(
      'POST /demo HTTP/1.1\r\nHost: a\r\n\r\nGET /demo/12 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
  });

  it.each([
    ['cut off', '{"brand":'],
    ['not UTF-8', Buffer.from('{"brand":"\xe9"}', 'latin1')],
  ])('that is %s is malformed', async (_, body) => {
    expect(problemIn(await api.order(body))).toMatchObject({ status: 400, type: '/problems/malformed-json' });
  });

  it('with faults is told all of them', async () => {
    const { errors } = problemIn(await api.order('{"brand":"","model":1800,"colour":"Blue"}'));
    expect(errors).toEqual([
      { pointer: '/colour', detail: 'is not known' },
      { pointer: '/brand', detail: 'must be a string of 1 to 8 characters' },
      { pointer: '/model', detail: 'must be a whole number from 1886 to 2027' },
    ]);
  });

  it('reaches no prototype', async () => {
    const body =
      '{"brand":"Ford","model":2014,"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
    const { errors } = problemIn(await api.order(body));
    expect(errors).toMatchObject([{ pointer: '/__proto__' }, { pointer: '/constructor' }]);
    expect({}).not.toHaveProperty('admin');
  });

  it('that no route takes is not what is wrong', async () => {
    const body = { headers: { 'Content-Type': 'text/plain' }, body: 'x'.repeat(100_000) };
    expect((await api.ask('POST', '/nowhere', body)).status).toBe(404);
    expect((await api.ask('PUT', '/demo', body)).status).toBe(405);
  });

  it('that was refused unread leaves its connection usable', async () => {
    const server: Server = api.app.getHttpServer();
    let connections = 0;
    server.on('connection', () => (connections += 1));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = 'x'.repeat(300_000);
    const statuses: number[] = [];
    for (const path of ['/nowhere', '/demo', '/nowhere']) {
      statuses.push((await api.ask('POST', path, { agent, body })).status);
    }
    agent.destroy();
    expect({ statuses, connections }).toEqual({ statuses: [404, 415, 404], connections: 1 });
  });
});
