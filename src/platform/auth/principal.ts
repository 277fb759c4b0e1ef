import type { IncomingMessage } from 'node:http';

/** Whoever a request comes from, as authentication tells. Tasks, idempotency keys and lists belong to principals. */
export interface Principal {
  /** Letters, digits and `.@_~-` only: it is a part of keys and channels in Redis. */
  readonly name: string;
  /** Whose tasks it sees: its own, by its name, or EVERYONE's. */
  readonly sees: string;
  /** When what it showed is over, in epoch milliseconds; a stream ends then. */
  readonly expiresAtMs?: number;
}

/** Whose a task is without authentication: all callers are one. */
export const ANONYMOUS = 'anonymous';

/** All callers, without authentication. */
export const ANYBODY: Principal = { name: ANONYMOUS, sees: ANONYMOUS };

const PRINCIPAL = Symbol('principal');

interface Authenticated {
  [PRINCIPAL]?: Principal;
}

/** Notes whom a request comes from. */
export function setPrincipal(request: IncomingMessage & Authenticated, principal: Principal): void {
  request[PRINCIPAL] = principal;
}

/** Whom a request comes from. Errors: throws where nobody asked for that, so that a forgotten check lets nobody in. */
export function principalOf(request: IncomingMessage & Authenticated): Principal {
  const principal = request[PRINCIPAL];
  if (principal === undefined) throw new Error('the request was not authenticated');
  return principal;
}
