import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, until } from './stack.mjs';

const servers = new Set();
// A measurement that fails leaves nothing behind either.
process.once('exit', () => servers.forEach(({ child }) => child?.kill('SIGKILL')));

/** A Redis to be stopped in every way and started again with what it then has; its options are those of one row. */
export class Server {
  static async start(options) {
    const server = new Server();
    server.options = options;
    server.port = await freePort();
    server.dir = await mkdtemp(join(tmpdir(), 'durability-'));
    await mkdir(join(server.dir, 'appendonlydir'), { recursive: true });
    servers.add(server);
    server.redis = new Redis(server.port, '127.0.0.1', {
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    });
    server.redis.on('error', () => undefined);
    await server.up();
    return server;
  }

  /** Starts it with the data it has, and waits until it answers. */
  async up() {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir];
    this.child = spawn(
      process.env.REDIS_SERVER_BIN ?? 'redis-server',
      [...own, '--loglevel', 'warning', ...this.options],
      { stdio: 'ignore' },
    );
    await until('Redis answers', () => this.redis.ping(), 30_000);
  }

  /** Ends it and waits until it is gone. */
  async down(signal) {
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  /** Bytes of its append-only file; 0 where it has none. */
  get appended() {
    const file = this.#appendOnlyFile();
    return file === undefined ? 0 : statSync(file).size;
  }

  /** Takes from its append-only file all but so many bytes. */
  cut(bytes) {
    const file = this.#appendOnlyFile();
    if (file !== undefined && statSync(file).size > bytes) truncateSync(file, bytes);
  }

  /** Makes it a replica over an address, and waits until it has all that the other has. */
  async follow(other, { port }) {
    await this.redis.replicaof('127.0.0.1', port);
    await until('the replica is in step', async () =>
      (await this.redis.info('replication')).includes('master_link_status:up'),
    );
    await until('the primary sees it', async () =>
      /slave0:.*state=online.*lag=[01]\b/.test(await other.redis.info('replication')),
    );
  }

  async remove() {
    this.redis.disconnect();
    servers.delete(this);
    await this.down('SIGKILL');
    await rm(this.dir, { recursive: true, force: true });
  }

  #appendOnlyFile() {
    const folder = join(this.dir, 'appendonlydir');
    const files = readdirSync(folder).filter((file) => file.endsWith('.incr.aof'));
    return files.length === 0 ? undefined : join(folder, files.toSorted().at(-1));
  }
}

/** The address that processes know; it leads to whichever server is the primary, as that of sentinels does. */
export class Address {
  #sockets = new Set();

  static async at(server) {
    const address = new Address();
    address.server = server;
    address.listener = createServer((from) => address.#pass(from)).listen(0, '127.0.0.1');
    await once(address.listener, 'listening');
    address.port = address.listener.address().port;
    address.url = `redis://127.0.0.1:${address.port}`;
    return address;
  }

  /** Leads to another server from now on; what was connected is cut. */
  lead(server) {
    this.server = server;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Leaves connections open and passes nothing on. */
  hold() {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close() {
    this.listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(from) {
    const to = connect(this.server.port, '127.0.0.1');
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ]) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    from.pipe(to).pipe(from);
  }
}
