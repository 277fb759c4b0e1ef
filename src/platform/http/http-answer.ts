import type { ServerResponse } from 'node:http';

/** Statuses whose answers have neither a body nor a length (RFC 9110 sections 15.3.5 and 15.4.5). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);

/** A whole answer that a handler returns instead of an object to be serialised: status, headers, and the body's text. */
export class HttpAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string,
  ) {}

  /** Sends it as it is: nothing is guessed, parsed or serialised again. */
  sendTo(response: ServerResponse): void {
    const length = WITHOUT_BODY.has(this.status) ? {} : { 'Content-Length': Buffer.byteLength(this.body) };
    response.writeHead(this.status, { ...this.headers, ...length });
    response.end(this.body);
  }
}
