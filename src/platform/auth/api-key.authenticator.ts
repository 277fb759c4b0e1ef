import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ApiKeyEntry } from '../config/index.js';
import { EVERYONE } from '../redis/index.js';
import { type Authenticator, unauthenticated } from './authenticator.js';
import type { Principal } from './principal.js';

/** A key as `npm run api-key` makes it: whose it is, and 256 random bits. */
const KEY = /^([a-z0-9][a-z0-9-]{0,31})\.[\w-]{43}$/;

/** What the key of a name that nobody has is compared with, so that it takes as long. */
const NOBODY = Buffer.alloc(32);

/**
 * API keys, in the header `X-API-Key`. The service has only their digests: who reads its configuration can't use it. The
 * keys are random, so a plain digest is enough; it is compared in constant time. A name may have several keys, so that one
 * can take another's place without a gap.
 */
export class ApiKeyAuthenticator implements Authenticator {
  readonly challenge = 'ApiKey realm="tasks", header="X-API-Key"';
  private readonly entries = new Map<string, ApiKeyEntry[]>();

  constructor(entries: readonly ApiKeyEntry[]) {
    for (const entry of entries)
      this.entries.set(entry.name, [...(this.entries.get(entry.name) ?? []), entry]);
  }

  identify({ headers }: IncomingMessage): Principal | undefined {
    const key = headers['x-api-key'];
    if (key === undefined) return undefined;
    const text = String(key);
    const name = KEY.exec(text)?.[1] ?? '';
    const digest = createHash('sha256').update(text).digest();
    const known = this.entries.get(name) ?? [{ name, digest: NOBODY, operator: false }];
    const matching = known.filter((entry) => timingSafeEqual(entry.digest, digest));
    if (matching.length === 0) throw unauthenticated(this.challenge, 'The API key is not valid.');
    const owner = `key.${name}`;
    return { name: owner, sees: matching.some(({ operator }) => operator) ? EVERYONE : owner };
  }
}
