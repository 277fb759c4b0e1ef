/** A sort of problem: what all its occurrences share (RFC 9457 section 3.1). */
export interface ProblemType {
  /** The path of this service that explains it. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
}

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

/** Declares a sort of problem. */
export function defineProblem(options: {
  readonly slug: string;
  readonly status: number;
  readonly title: string;
}): ProblemType {
  return { type: `/problems/${options.slug}`, title: options.title, status: options.status };
}

/** Thrown where a request can't be served: becomes a problem details answer (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly problem: ProblemType,
    readonly details: ProblemDetails,
  ) {
    super(details.detail, { cause: details.cause });
  }

  /** The answer's body; `instance` is the path of the request. */
  body(instance: string): object {
    const { type, title, status } = this.problem;
    const { detail, errors } = this.details;
    return { type, title, status, detail, instance, ...(errors === undefined ? {} : { errors }) };
  }
}
