import { createServer } from 'node:net';

/** Every address that `localhost` or a server without a host may mean; another program on any of them would answer instead. */
const everywhere = ['::', '0.0.0.0', '127.0.0.1', '::1'];

/** What listening on a port came to: the port, or the code of the error. */
function tryToListen(port, host) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error) => resolve({ error: error.code }));
    server.listen({ port, host, exclusive: true }, () => {
      const { port: given } = server.address();
      server.close(() => resolve({ port: given }));
    });
  });
}

/** A loopback port that nothing listens on at this moment. */
export async function freePort() {
  const { port } = await tryToListen(0, '127.0.0.1');
  return port;
}

/** Why nothing can listen on this port (`EADDRINUSE`, `EACCES`), or undefined where it is free. */
export async function whyNotFree(port, host) {
  for (const address of host ? [host] : everywhere) {
    const { error } = await tryToListen(port, address);
    if (error === 'EADDRINUSE' || error === 'EACCES') return error;
  }
  return undefined;
}
