import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { leaveToSender, SlowReaders } from './slow-readers.js';

const MINUTES = 60_000;

/** More than both ends of a connection of this machine keep for each other. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);

describe('a client that does not take its answer', () => {
  const connections = new Map<Socket, ServerResponse | undefined>();
  const server = createServer(({ socket, url }, response) => {
    connections.set(socket, response);
    response.end(url === '/large' ? LARGE : 'small');
  });
  const readers = new SlowReaders();

  const ask = async (path: string): Promise<Socket> => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await once(server, 'request');
    return socket;
  };
  const cut = (): readonly boolean[] => [...connections.keys()].map(({ destroyed }) => destroyed);

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => connections.clear());
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('is cut after two minutes, and not before', async () => {
    const socket = await ask('/large');
    readers.sweep(connections, 0);
    readers.sweep(connections, 2 * MINUTES);
    expect(cut()).toEqual([false]);
    readers.sweep(connections, 2 * MINUTES + 1);
    expect(cut()).toEqual([true]);
    socket.destroy();
  });

  it('is left to whoever sends the answer, where that looks after its reader', async () => {
    const socket = await ask('/large');
    for (const response of connections.values()) if (response !== undefined) leaveToSender(response);
    readers.sweep(connections, 0);
    readers.sweep(connections, 9 * MINUTES);
    expect(cut()).toEqual([false]);
    socket.destroy();
  });

  it('is cut also where an answer stands behind that is left to its sender', async () => {
    const socket = await ask('/large');
    socket.write('GET /small HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(server, 'request');
    for (const response of connections.values()) if (response !== undefined) leaveToSender(response);
    readers.sweep(connections, 0);
    readers.sweep(connections, 2 * MINUTES + 1);
    expect(cut()).toEqual([true]);
    socket.destroy();
  });

  it('gets as long again once it took all', async () => {
    const socket = await ask('/large');
    readers.sweep(connections, 0);
    socket.resume();
    await once([...connections.values()].find((response) => response !== undefined) ?? server, 'finish');
    readers.sweep(connections, 3 * MINUTES);
    expect(cut()).toEqual([false]);
    socket.destroy();
  });

  it('is no client that took a small one, however long ago', async () => {
    const socket = await ask('/small');
    await once(socket.resume(), 'data');
    readers.sweep(connections, 0);
    readers.sweep(connections, 9 * MINUTES);
    expect(cut()).toEqual([false]);
    socket.destroy();
  });
});
