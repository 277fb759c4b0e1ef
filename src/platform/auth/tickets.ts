import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RedisProvider } from '../redis/index.js';
import type { Principal } from './principal.js';

/** Long enough to open a stream with, and to open it again at once when its connection breaks. */
export const TICKET_SECONDS = 60;

/** What a ticket looks like: 192 random bits. */
const TICKET = /^[\w-]{32}$/;

/** What a ticket is good for. */
interface Admission {
  readonly principal: Principal;
  /** Path and query. */
  readonly target: string;
}

/**
 * Tickets stand in a URL for credentials that a browser's EventSource can't send. One is good for reading one path for a
 * minute, with the rights of the principal that asked for it. Redis has their digests, so every process takes them.
 */
@Injectable()
export class Tickets {
  constructor(private readonly redis: RedisProvider) {}

  /** Makes a ticket for a path and its query. Errors: StoreUnavailableError. */
  async issue(principal: Principal, target: string): Promise<string> {
    const ticket = randomBytes(24).toString('base64url');
    const admission: Admission = { principal, target };
    await this.redis.keep(this.keyOf(ticket), JSON.stringify(admission), TICKET_SECONDS);
    return ticket;
  }

  /** Whom a ticket lets read this path and query; undefined where it does not. Errors: StoreUnavailableError. */
  async redeem(ticket: string, target: string): Promise<Principal | undefined> {
    const kept = TICKET.test(ticket) ? await this.redis.kept(this.keyOf(ticket)) : null;
    if (kept === null) return undefined;
    const admission = JSON.parse(kept) as Admission;
    const { principal } = admission;
    // No longer than the token that it was asked for with.
    const isOver = (principal.expiresAtMs ?? Number.POSITIVE_INFINITY) <= Date.now();
    return admission.target === target && !isOver ? principal : undefined;
  }

  private keyOf(ticket: string): string {
    return this.redis.keys.ticket(createHash('sha256').update(ticket).digest('base64url'));
  }
}
