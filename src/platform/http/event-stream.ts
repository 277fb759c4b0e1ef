import type { ServerResponse } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { leaveToSender } from './slow-readers.js';
import { withVary } from './vary.js';

/** Between two comment lines; proxies cut what is silent, and the protocol promises 15 s. */
const HEARTBEAT_MS = 10_000;

/** A reader that takes nothing for so long is cut; it connects again and goes on from where it is. */
const PATIENCE_MS = 30_000;

/** How soon an EventSource connects again after the end of a stream. */
const RECONNECT_MS = 1_000;

/**
 * One client's stream of server-sent events. Whoever sends waits for the client to take it, so that no more than one
 * event of a slow reader is kept.
 *
 * Source: WHATWG HTML, "Server-sent events".
 */
export class EventStream {
  private blockedMs: number | undefined;

  constructor(private readonly response: ServerResponse) {}

  /** Sends an event without a name; `data` has no line breaks. Resolves once there is room for another, or nobody to take it. */
  async send(data: string, id?: string): Promise<void> {
    const { response } = this;
    if (response.destroyed || response.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`))
      return;
    this.blockedMs = performance.now();
    await new Promise<void>((resolve) => {
      const done = (): void => {
        response.off('drain', done);
        response.off('close', done);
        resolve();
      };
      response.on('drain', done);
      response.on('close', done);
    });
    this.blockedMs = undefined;
  }

  /** Ends the stream. A reader that does not take what is left is cut like a slow one. */
  end(): void {
    this.blockedMs = performance.now();
    this.response.end();
  }

  /** Ends the stream in a way that its client takes for an accident, and connects again. */
  cut(): void {
    this.response.destroy();
  }

  /** Shows that the stream is alive, unless its reader takes nothing; a reader that does so for long is cut. */
  beat(): void {
    if (this.blockedMs === undefined) this.response.write(':\n\n');
    else if (performance.now() - this.blockedMs > PATIENCE_MS) this.cut();
  }
}

/** Opens event streams, and keeps all of them alive with one timer. */
@Injectable()
export class EventStreams implements OnApplicationShutdown {
  private readonly open = new Set<EventStream>();
  private readonly timer = setInterval(() => {
    for (const stream of this.open) stream.beat();
  }, HEARTBEAT_MS).unref();

  /** Answers a request with a stream. `X-Accel-Buffering` keeps nginx from collecting it. */
  begin(response: ServerResponse, headers: Readonly<Record<string, string>>): EventStream {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      ...withVary(headers, response),
    });
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    const stream = new EventStream(response);
    leaveToSender(response);
    // Its close may have been told already.
    if (response.destroyed) return stream;
    this.open.add(stream);
    response.once('close', () => this.open.delete(stream));
    return stream;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
