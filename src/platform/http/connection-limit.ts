import type { Server } from 'node:http';
import type { EventLogger } from '../logging/index.js';

/** Refused connections come by the thousand; one line for so many of them says enough. */
const TELL_EVERY_MS = 60_000;

/** Lets a server have so many connections at once. Those beyond are closed: they have no request yet that could be answered. */
export function limitConnections(server: Server, max: number, log: EventLogger): void {
  server.maxConnections = max;
  let toldMs = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    const nowMs = performance.now();
    if (nowMs - toldMs < TELL_EVERY_MS) return;
    toldMs = nowMs;
    log.warn('http.connections-full', { max });
  });
}
