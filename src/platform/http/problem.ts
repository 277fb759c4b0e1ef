import type { ProblemMembers } from '../problems/index.js';

/** One fault of a request: where it is, in the body or among the query's parameters, and what is wrong. */
export type RequestFault =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string };

/** What is said of one occurrence. */
export interface ProblemDetails {
  readonly detail: string;
  readonly errors?: readonly RequestFault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The members of a problem's JSON (RFC 9457 section 3.1). */
export interface ProblemDocument extends ProblemMembers {
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly RequestFault[];
}

/** Thrown where a request can't be served: becomes a problem details answer (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly problem: ProblemMembers,
    readonly details: ProblemDetails,
  ) {
    super(details.detail, { cause: details.cause });
  }

  /** The answer's body; `instance` is the path of the request, where there was one. */
  body(instance?: string): ProblemDocument {
    const { type, title, status } = this.problem;
    const { detail, errors } = this.details;
    const optional = {
      ...(instance === undefined ? {} : { instance }),
      ...(errors === undefined ? {} : { errors }),
    };
    return { type, title, status, detail, ...optional };
  }
}
