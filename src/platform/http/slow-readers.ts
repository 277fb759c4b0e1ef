import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The largest answer, the script of /docs, comes in time to who takes 12 KiB a second. */
const PATIENCE_MS = 120_000;

/** Cuts connections whose clients take their answers too slowly, which Node bears for ever: what is not taken is memory. */
export class SlowReaders {
  /** Since when a connection is seen with something that was not taken. */
  private readonly behindSinceMs = new WeakMap<Socket, number>();

  /** Looks at all connections, each with its latest answer. To be called every few seconds. */
  sweep(connections: ReadonlyMap<Socket, ServerResponse | undefined>, nowMs: number): void {
    for (const [socket, response] of connections) {
      if ((response?.writableLength ?? 0) === 0) this.behindSinceMs.delete(socket);
      else if (!this.behindSinceMs.has(socket)) this.behindSinceMs.set(socket, nowMs);
      else if (nowMs - (this.behindSinceMs.get(socket) ?? nowMs) > PATIENCE_MS) socket.destroy();
    }
  }
}
