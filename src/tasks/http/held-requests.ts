import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { principalOf } from '../../platform/auth/index.js';
import { noteHeld } from '../../platform/metrics/index.js';
import { Clients } from './clients.js';

/** A request that is being held. */
export interface Hold {
  /** Fires when it must be held no longer: its client hung up, its credentials expired, or the process shuts down. */
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/** The reason of a hold's signal; nobody asks for it, and without one Node makes an error each time. */
const GONE = 'gone';

/** The longest that Node can wait; whoever holds on longer is let go and comes again. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What a request is held for. */
export type HoldSort = 'wait' | 'stream';

/** Why a request can't be held. */
export type Refusal = 'too many of this client' | 'too many';

/**
 * Counts the requests that this process holds, waits and event streams, keeps them within their limits, and lets go of
 * them all when the process shuts down, before its server closes: a held wait is answered, not cut.
 */
@Injectable()
export class HeldRequests implements OnModuleDestroy {
  private readonly held = new Map<AbortController, HoldSort>();
  private readonly byClient = new Map<string, number>();
  private stopping = false;

  constructor(
    private readonly settings: Settings,
    private readonly clients: Clients,
  ) {}

  get count(): number {
    return this.held.size;
  }

  /** How many of one sort. */
  countOf(sort: HoldSort): number {
    return [...this.held.values()].filter((one) => one === sort).length;
  }

  /** Begins to hold a client's request, until it is released or its connection closes. */
  admit(sort: HoldSort, request: IncomingMessage, response: ServerResponse): Hold | Refusal {
    const { expiresAtMs } = principalOf(request);
    const client = this.clients.of(request);
    const own = this.byClient.get(client) ?? 0;
    if (own >= this.settings.heldMaxPerClient) return 'too many of this client';
    if (this.held.size >= this.settings.heldMax) return 'too many';
    const abort = new AbortController();
    this.held.set(abort, sort);
    noteHeld(response);
    this.byClient.set(client, own + 1);
    const release = (): void => {
      clearTimeout(expiry);
      response.off('close', hangUp);
      this.release(abort, client);
    };
    const hangUp = (): void => {
      abort.abort(GONE);
      release();
    };
    const expiry = expiresAtMs === undefined ? undefined : setTimeout(hangUp, msUntil(expiresAtMs));
    // Its close may have been told already.
    if (this.stopping || response.destroyed) hangUp();
    else response.once('close', hangUp);
    return { signal: abort.signal, release };
  }

  onModuleDestroy(): void {
    this.stopping = true;
    for (const abort of this.held.keys()) abort.abort(GONE);
  }

  private release(abort: AbortController, client: string): void {
    if (!this.held.delete(abort)) return;
    const left = (this.byClient.get(client) ?? 1) - 1;
    if (left > 0) this.byClient.set(client, left);
    else this.byClient.delete(client);
  }
}

function msUntil(timeMs: number): number {
  return Math.min(Math.max(timeMs - Date.now(), 0), MAX_TIMEOUT_MS);
}
