import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Answers that stand behind another one of their connection, since their requests came before that was sent. Where the connection
 * closes Node 20 tells only the one that is being sent; whoever holds on to another would do so for ever. (Node 24 tells all.)
 *
 * Source: RFC 9112 section 9.3.2 (pipelining); Node's `_http_server.js`, `onServerResponseClose`.
 */
export class QueuedAnswers {
  private readonly bySocket = new WeakMap<Socket, Set<ServerResponse>>();

  /** Notes an answer that may have to stand behind others. */
  note(socket: Socket, response: ServerResponse): void {
    if (response.socket !== null) return;
    const queued = this.bySocket.get(socket) ?? new Set();
    this.bySocket.set(socket, queued.add(response));
    response.once('close', () => queued.delete(response));
  }

  /** Tells those that were still behind another that their connection has closed, once Node has told those that it tells. */
  closed(socket: Socket): void {
    const queued = this.bySocket.get(socket);
    if (queued === undefined) return;
    setImmediate(() => {
      for (const response of queued) {
        if (response.socket !== null) continue;
        response.destroyed = true;
        response.emit('close');
      }
    });
  }
}
