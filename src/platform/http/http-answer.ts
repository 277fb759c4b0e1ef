import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { sendProblem } from './problem-answer.js';
import { problemOf } from './problem-of.js';
import { INTERNAL } from './problems.js';
import { withVary } from './vary.js';

/** Statuses whose answers have neither a body nor a length (RFC 9110 sections 15.3.5 and 15.4.5). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);

/** An answer that a handler returns and that knows how to send itself. */
export abstract class Answer {
  abstract sendTo(response: ServerResponse): void;
}

/** An answer that goes on for a while: `send` begins it and sees to its end. */
export class StreamAnswer extends Answer {
  constructor(private readonly send: (response: ServerResponse) => Promise<void>) {
    super();
  }

  sendTo(response: ServerResponse): void {
    this.send(response).catch((error: unknown) => {
      const problem = problemOf(error);
      if (problem.problem === INTERNAL) new Logger('Http').error(error);
      sendProblem(problem, response.req, response);
    });
  }
}

/** A whole answer that a handler returns instead of an object to be serialised: status, headers, and the body's text. */
export class HttpAnswer extends Answer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string,
  ) {
    super();
  }

  /** Sends it as it is: nothing is guessed, parsed or serialised again. */
  sendTo(response: ServerResponse): void {
    const { status, body } = this;
    const headers = withVary(this.headers, response);
    // Node takes a list as it is; headers that are set or given by name it copies and looks up.
    const list: string[] = [];
    for (const name of Object.keys(headers)) list.push(name, headers[name] ?? '');
    const length = Buffer.byteLength(body);
    if (!WITHOUT_BODY.has(status)) list.push('Content-Length', String(length));
    response.writeHead(status, list);
    // Plain ASCII is the same in both, and most answers are: Node needs no second look at it then.
    response.end(body, length === body.length ? 'latin1' : 'utf8');
  }
}
