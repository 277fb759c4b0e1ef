import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { later } from '../support/pause.js';

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  /** True once a reply was swallowed: what comes after would be taken for the answer to something else. */
  spoiled: boolean;
}

/**
 * Stands between a process and Redis, and does to their connections what networks do: cuts them, lets them hang, makes
 * them slow, or loses only replies, so that a command has run and whoever sent it does not know.
 */
export class TcpProxy {
  private readonly links = new Set<Link>();
  private frozen = false;
  private dropping = false;
  private delayMs = 0;
  private readonly delayed = new WeakMap<Socket, Buffer[]>();

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (near) => this.accept(near));
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, targetPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many connections go through. */
  get connections(): number {
    return this.links.size;
  }

  /** Ends every connection, as a router that restarts does. */
  cut(): void {
    for (const link of this.links) end(link);
  }

  /** Lets nothing through until thawed; connections stay open. */
  freeze(): void {
    this.frozen = true;
    this.silence();
  }

  thaw(): void {
    this.frozen = false;
    for (const { near, far } of this.links) {
      near.resume();
      far.resume();
    }
  }

  /** Lets nothing more through connections that are open, as if the host behind them were gone; new ones are as ever. */
  silence(): void {
    for (const { near, far } of this.links) {
      near.pause();
      far.pause();
    }
  }

  /** Lets commands through and no replies, until they are kept again; then those connections are cut. */
  dropReplies(): void {
    this.dropping = true;
  }

  keepReplies(): void {
    this.dropping = false;
    for (const link of this.links) if (link.spoiled) end(link);
  }

  /** Delays everything, each way. Units: milliseconds, 0 for not at all. */
  slow(ms: number): void {
    this.delayMs = ms;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(near: Socket): void {
    const link = { near, far: connect(this.targetPort, '127.0.0.1'), spoiled: false };
    this.links.add(link);
    for (const socket of [near, link.far]) {
      socket.setNoDelay(true);
      socket.on('error', () => end(link));
      socket.on('close', () => {
        end(link);
        this.links.delete(link);
      });
      if (this.frozen) socket.pause();
    }
    near.on('data', (data) => this.pass(data, link.far));
    link.far.on('data', (data) => {
      if (this.dropping) link.spoiled = true;
      if (!link.spoiled) this.pass(data, near);
    });
  }

  /** Nothing overtakes what is still under way: a stream keeps its order, however slow it was a moment ago. */
  private pass(data: Buffer, to: Socket): void {
    const underWay = this.delayed.get(to) ?? [];
    this.delayed.set(to, underWay);
    const write = (): void => {
      const next = underWay.shift();
      if (next !== undefined && !to.destroyed) to.write(next);
    };
    underWay.push(data);
    if (this.delayMs === 0 && underWay.length === 1) write();
    else later(this.delayMs, write);
  }
}

function end({ near, far }: Link): void {
  near.destroy();
  far.destroy();
}
