import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The largest answer, the script of /docs, comes in time to who takes 12 KiB a second. */
const PATIENCE_MS = 120_000;

/** Answers that go on for a while, whose senders look after their readers themselves. */
const lookedAfter = new WeakSet<ServerResponse>();

/** Leaves the reader of an answer to its sender: one that is always a little behind may have taken everything but that. */
export function leaveToSender(response: ServerResponse): void {
  lookedAfter.add(response);
}

/** One that stands behind another answer has nobody yet who looks after what is before it; whoever sends requests so has two minutes for it. */
function isLeft(response: ServerResponse, socket: Socket): boolean {
  return lookedAfter.has(response) && response.socket === socket;
}

function hasMore(response: ServerResponse, socket: Socket): boolean {
  return response.writableLength > 0 || socket.writableLength > 0;
}

/** Cuts connections whose clients take their answers too slowly, which Node bears for ever: what is not taken is memory. */
export class SlowReaders {
  /** Since when a connection is seen with something that was not taken. */
  private readonly behindSinceMs = new WeakMap<Socket, number>();

  /** Looks at all connections, each with its latest answer. To be called every few seconds. */
  sweep(connections: ReadonlyMap<Socket, ServerResponse | undefined>, nowMs: number): void {
    for (const [socket, response] of connections) {
      const isBehind = response !== undefined && !isLeft(response, socket) && hasMore(response, socket);
      if (!isBehind) this.behindSinceMs.delete(socket);
      else if (!this.behindSinceMs.has(socket)) this.behindSinceMs.set(socket, nowMs);
      else if (nowMs - (this.behindSinceMs.get(socket) ?? nowMs) > PATIENCE_MS) socket.destroy();
    }
  }
}
