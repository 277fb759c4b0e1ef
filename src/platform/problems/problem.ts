/** The members that all occurrences of a problem share (RFC 9457 section 3.1). */
export interface ProblemMembers {
  /** The path of this service that explains it. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
}

/** A sort of problem, with what its page says. */
export interface ProblemType extends ProblemMembers {
  /** What happened. */
  readonly explanation: string;
  /** What whoever meets it can do. */
  readonly remedy: string;
  /** Whether a request is refused with it, or an accepted task ends with it. */
  readonly of: 'request' | 'task';
}

/** One occurrence of a problem: the members that say what went wrong this time. */
export interface ProblemOccurrence extends ProblemMembers {
  readonly detail: string;
}

/** What the author of a problem declares; `explanation` and `remedy` are plain text. */
export interface ProblemOptions<Status extends number = number> {
  /** The last part of its type, in kebab case. */
  readonly slug: string;
  readonly status: Status;
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
}

/**
 * What a task may fail with: never a status that makes clients or proxies repeat the request or doubt the server
 * (401 407 408 425 429 502 503 504).
 */
export type FailureStatus = 400 | 403 | 404 | 409 | 410 | 412 | 422 | 424 | 500;

/** Filled while files are loaded and read by documentation and tests: sorts of problems are part of the code, not state. */
const defined = new Map<string, ProblemType>();

/**
 * Declares a sort of problem that requests are refused with.
 *
 * Errors: throws when another one has its slug, since a client tells them apart by it.
 */
export function defineProblem(options: ProblemOptions): ProblemType {
  return define(options, 'request');
}

/** Declares a sort of problem that tasks fail with. Errors: as `defineProblem`. */
export function defineFailure(options: ProblemOptions<FailureStatus>): ProblemType {
  return define(options, 'task');
}

/** Every sort of problem that the loaded files declare. */
export function definedProblems(): readonly ProblemType[] {
  return [...defined.values()];
}

/** The sort of problem with this slug. */
export function problemOfSlug(slug: string): ProblemType | undefined {
  return defined.get(slug);
}

/** The slug of a sort of problem. */
export function slugOf({ type }: Pick<ProblemMembers, 'type'>): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

/** An occurrence of a sort of problem. */
export function occurrence({ type, title, status }: ProblemMembers, detail: string): ProblemOccurrence {
  return { type, title, status, detail };
}

function define({ slug, ...rest }: ProblemOptions, of: ProblemType['of']): ProblemType {
  if (defined.has(slug)) throw new Error(`the problem ${slug} is defined twice`);
  const problem = { type: `/problems/${slug}`, ...rest, of };
  defined.set(slug, problem);
  return problem;
}
