import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { DemoApi } from '../support/demo-api.js';

let api: DemoApi;
beforeAll(async () => {
  api = await DemoApi.open();
});
afterAll(() => api.app.close());

describe('what is not well-formed HTTP', () => {
  const closing = 'Host: a\r\nConnection: close\r\n';

  it.each([
    ['garbage', 'garbage\r\n\r\n', 400],
    ['an unknown method', `BREW /demo HTTP/1.1\r\n${closing}\r\n`, 400],
    ['a header with a blank in its name', `GET /demo HTTP/1.1\r\n${closing}X y: 1\r\n\r\n`, 400],
    ['no host', 'GET /demo HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a host that is none', `GET http://[/demo HTTP/1.1\r\n${closing}\r\n`, 400],
    ['two lengths', `POST /demo HTTP/1.1\r\n${closing}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
    [
      'a length and chunks',
      `POST /demo HTTP/1.1\r\n${closing}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
    ],
    ['two hosts', `GET /demo/12 HTTP/1.1\r\n${closing}Host: b\r\n\r\n`, 400],
    ['a host with a path', 'GET /demo/12 HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n', 400],
    ['a host with blanks', 'GET /demo/12 HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', 400],
    [
      'two media types',
      `POST /demo HTTP/1.1\r\n${closing}Content-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`,
      415,
    ],
    ['a tunnel', 'CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n', 405],
    ['a path in other letters', `GET /DEMO/12 HTTP/1.1\r\n${closing}\r\n`, 404],
    ['endless headers', `GET /demo HTTP/1.1\r\n${closing}X: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ])('(%s) is answered by a problem too', async (_, bytes, status) => {
    const answer = await api.raw(bytes);
    expect(answer).toMatch(
      new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*\\r\\n\\r\\n\\{"type":"/problems/[\\s\\S]*\\}$`),
    );
    expect(answer).toMatch(/\r\nX-Request-Id: [\w-]{16}\r\n/);
    expect(answer).toContain('application/problem+json');
  });

  it('after an answer has begun ends the connection, and is no part of the answer', async () => {
    const socket = connect(api.port, '127.0.0.1');
    socket.write('GET /demo/begin HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    socket.write('garbage\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
    expect(answer.match(/^HTTP\//gm)).toHaveLength(1);
  });

  it.each([
    ['an absolute URL', `GET http://a/demo/12?x HTTP/1.1\r\n${closing}\r\n`],
    ['a host with a port', 'GET /demo/12 HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n'],
    [
      'JSON with its charset',
      `GET /demo/12 HTTP/1.1\r\n${closing}Accept: application/json; charset=utf-8\r\n\r\n`,
    ],
    ['HTTP/1.0 without a host', 'GET /demo/12 HTTP/1.0\r\n\r\n'],
    ['an expectation that nobody knows', `GET /demo/12 HTTP/1.1\r\n${closing}Expect: tea\r\n\r\n`],
    [
      'an offer to upgrade',
      `GET /demo/12 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
    ],
  ])('is not %s', async (_, bytes) => {
    expect(await api.raw(bytes)).toMatch(/^HTTP\/1.1 200 [\s\S]*\{"id":12\}$/);
  });
});

describe('closing', () => {
  it('waits for answers under way and for nothing else', async () => {
    const own = await DemoApi.open();
    const agent = new Agent({ keepAlive: true });
    await own.ask('GET', '/demo', { agent });
    const silent = connect(own.port, '127.0.0.1');
    await once(silent, 'connect');
    const socket = connect(own.port, '127.0.0.1');
    socket.write('GET /demo/begin HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    const closed = own.app.close();
    own.finish('whole');
    expect(await text(socket)).toMatch(/half[\s\S]*whole/);
    await closed;
    await expect(own.ask('GET', '/demo')).rejects.toThrow('ECONNREFUSED');
    agent.destroy();
  });
});
