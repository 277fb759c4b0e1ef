import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { type Authenticator, unauthenticated } from './authenticator.js';
import { ANYBODY, type Principal, setPrincipal } from './principal.js';
import { ticketOf } from './ticket.url.js';
import { Tickets } from './tickets.js';

/** Injection token of the process's Authenticator; undefined where there is no authentication. */
export const AUTHENTICATOR = Symbol('AUTHENTICATOR');

/** Finds out whom each request comes from, before anything else of it is read. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator | undefined,
    private readonly tickets: Tickets,
  ) {}

  /**
   * Notes whom a request comes from (see principalOf), and takes a ticket off its URL. What is open to all may be asked
   * by nobody.
   *
   * Errors: ProblemError 401; ProblemError 503 and StoreUnavailableError where it can't be told now.
   */
  admit(request: IncomingMessage, isOpen: () => boolean): void | Promise<void> {
    const found = this.identify(request);
    if (found instanceof Promise) return found.then((principal) => this.note(request, principal, isOpen));
    this.note(request, found, isOpen);
  }

  private identify(request: IncomingMessage): Principal | undefined | Promise<Principal | undefined> {
    const withTicket = ticketOf(request.url ?? '');
    if (withTicket !== undefined) request.url = withTicket.target;
    if (this.authenticator === undefined) return ANYBODY;
    const found = this.authenticator.identify(request);
    if (found !== undefined || withTicket === undefined || !reads(request)) return found;
    return this.tickets.redeem(withTicket.ticket, withTicket.target);
  }

  private note(request: IncomingMessage, principal: Principal | undefined, isOpen: () => boolean): void {
    if (principal !== undefined) setPrincipal(request, principal);
    else if (this.authenticator !== undefined && !isOpen()) {
      throw unauthenticated(this.authenticator.challenge, 'The request carries no valid credentials.');
    }
  }
}

function reads({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}
