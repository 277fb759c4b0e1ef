import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { later } from '../support/pause.js';

/** What is sent. */
export interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A client gives up on an answer after this: longer than any that the service may hold. */
const DEADLINE_MS = 30_000;

/** Connections are kept, as a balancer keeps them. */
const agent = new Agent({ keepAlive: true });

/**
 * Sends a request and reads the whole answer. All connections to Redis go through the process that does this for thousands of customers,
 * and fetch() takes five times as much of its time.
 *
 * Errors: rejects where no whole answer came in time.
 */
export function exchange(url: URL, { method, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    const inTime = later(DEADLINE_MS, () => sent.destroy(new Error('no answer in time')));
    sent.on('close', inTime);
    sent.on('error', reject);
    sent.end(body);
  });
}
