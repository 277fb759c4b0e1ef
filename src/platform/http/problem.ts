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

/** The members of a problem's JSON (RFC 9457 section 3.1). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly RequestFault[];
}

/** Filled while files are loaded and read by tests and documentation: sorts of problems are part of the code, not state. */
const defined = new Map<string, ProblemType>();

/** Declares a sort of problem. Errors: throws when another one has its slug, since a client tells them apart by it. */
export function defineProblem(options: {
  readonly slug: string;
  readonly status: number;
  readonly title: string;
}): ProblemType {
  const { slug, title, status } = options;
  const problem = { type: `/problems/${slug}`, title, status };
  if (defined.has(slug)) throw new Error(`the problem ${slug} is defined twice`);
  defined.set(slug, problem);
  return problem;
}

/** Every sort of problem that the loaded files declare. */
export function definedProblems(): readonly ProblemType[] {
  return [...defined.values()];
}

/** Thrown where a request can't be served: becomes a problem details answer (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly problem: ProblemType,
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
