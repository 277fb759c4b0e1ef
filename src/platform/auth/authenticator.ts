import type { IncomingMessage } from 'node:http';
import { ProblemError, UNAUTHENTICATED } from '../http/index.js';
import type { Principal } from './principal.js';

/** A way in which clients say who they are. */
export interface Authenticator {
  /**
   * Whom a request comes from; undefined where it carries no credentials of this kind.
   *
   * Errors: ProblemError 401 for credentials that are not valid; ProblemError 503 where they can't be checked now.
   */
  identify(request: IncomingMessage): Principal | undefined | Promise<Principal | undefined>;
  /** The value of WWW-Authenticate for whoever did not say (RFC 9110 section 11.6.1). */
  readonly challenge: string;
}

/** The refusal of whoever is nobody. */
export function unauthenticated(challenge: string, detail: string): ProblemError {
  return new ProblemError(UNAUTHENTICATED, { detail, headers: { 'WWW-Authenticate': challenge } });
}
