import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { QueuedAnswers } from './queued-answers.js';

describe('answers of requests that were sent without waiting', () => {
  const queued = new QueuedAnswers();
  const closed: string[] = [];
  const answers = new Map<string, ServerResponse>();
  const server = createServer((request, response) => {
    queued.note(request.socket, response);
    answers.set(request.url ?? '', response);
    response.on('close', () => closed.push(request.url ?? ''));
    server.emit('came');
  });
  server.on('connection', (socket) => socket.once('close', () => queued.closed(socket)));

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('all hear once that their connection has closed, sent or not', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    for (const path of ['/1', '/2', '/3']) {
      const came = once(server, 'came');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await came;
    }
    answers.get('/1')?.end();
    await once(socket, 'data');
    expect(closed).toEqual(['/1']);
    const last = once(answers.get('/3') ?? server, 'close');
    socket.destroy();
    await last;
    answers.get('/2')?.end();
    // Whoever tells it a second time does so soon.
    await setImmediate();
    await setImmediate();
    expect(closed.toSorted()).toEqual(['/1', '/2', '/3']);
    expect([...answers.values()].map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
  });
});
