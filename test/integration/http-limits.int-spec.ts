import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { securityHeaders } from '../../src/platform/http/index.js';
import { DemoApi, problemIn } from '../support/demo-api.js';
import { eventually } from '../support/eventually.js';

let api: DemoApi;
beforeAll(async () => {
  api = await DemoApi.open({ publicUrl: 'https://factory.example' });
});
afterAll(() => api.app.close());

/** The shortest there are: thousands fit into 16 KiB. */
const headerLines = (count: number): string => 'X:\r\n'.repeat(count);

describe('headers', () => {
  it.each([
    [99, 200],
    [100, 431],
    [2_500, 431],
  ])('beside the host may be %i: %i', async (count, status) => {
    const answer = await api.raw(
      `GET /demo/12 HTTP/1.1\r\nHost: a\r\n${headerLines(count - 1)}Connection: close\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === 431) expect(answer).toMatch(/"type":"\/problems\/headers-too-large".*"detail":"There are/);
  });
});

describe('a body that is compressed', () => {
  const bomb = `{"brand":"${'x'.repeat(10_000_000)}"}`;

  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['gzip, gzip', gzipSync(gzipSync(bomb))],
  ])('by %s is refused as it is, whatever it would become', async (encoding, body) => {
    expect(body.length).toBeLessThan(65_536);
    expect(problemIn(await api.order(body, { 'Content-Encoding': encoding }))).toMatchObject({
      status: 415,
      detail: 'Bodies are taken without a content encoding only.',
    });
  });

  it('by nothing is one that is not', async () => {
    const body = '{"brand":"Ford","model":2014}';
    expect((await api.order(body, { 'Content-Encoding': 'identity' })).status).toBe(201);
  });
});

describe('a client that sends too slowly', () => {
  /** The time is told to the server here; that it looks at all is Node's own and takes some seconds. */
  beforeAll(() => {
    const server: Server = api.app.getHttpServer();
    Object.assign(server, { headersTimeout: 10, requestTimeout: 20 });
  });

  it.each([
    ['headers', 'GET /demo/12 HTTP/1.1\r\nHost: a\r\nX-'],
    [
      'body',
      'POST /demo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
    [
      'chunks',
      'POST /demo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1',
    ],
  ])('its %s is told so, and its connection ended', async (_, bytes) => {
    const answer = await api.raw(bytes);
    expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*\r\n\r\n\{"type":"\/problems\/request-timeout"/);
  });
});

describe('connections', () => {
  it('beyond the limit are closed, and one line says so', async () => {
    const own = await DemoApi.open({ connectionsMax: 2 });
    const open = (): Socket => connect(own.port, '127.0.0.1');
    const allowed = [open(), open()];
    await Promise.all(allowed.map((socket) => once(socket, 'connect')));
    await eventually(async () => expect(await own.connections).toBe(2));
    for (let n = 0; n < 3; n += 1) expect(await text(open())).toBe('');
    expect(own.events.filter(({ event }) => event === 'http.connections-full')).toMatchObject([
      { level: 40, max: 2 },
    ]);
    allowed.forEach((socket) => socket.destroy());
    await eventually(async () => expect(await own.connections).toBe(0));
    expect((await own.ask('GET', '/demo/12')).status).toBe(200);
    await own.app.close();
  });
});

describe('the headers for browsers', () => {
  const expected = Object.entries(securityHeaders('https://factory.example'));

  it.each([
    ['an answer', 'GET', '/demo/12'],
    ['a whole answer', 'GET', '/demo/answer'],
    ['a stream', 'GET', '/demo/stream'],
    ['no such path', 'GET', '/nowhere'],
    ['a path that can not be read', 'GET', '/%zz'],
    ['a defect', 'GET', '/demo/fail/defect'],
    ['options', 'OPTIONS', '/demo'],
  ])('are on every answer: %s', async (_, method, path) => {
    const { headers } = await api.ask(method, path);
    expect(expected.length).toBe(6);
    for (const [name, value] of expected) expect(headers[name]).toBe(value);
  });

  it.each(['garbage\r\n\r\n', 'CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n'])(
    'are on answers to what is no request: %j',
    async (bytes) => {
      expect(await api.raw(bytes)).toContain('\r\nx-content-type-options: nosniff\r\n');
    },
  );
});
