import { createHash } from 'node:crypto';
import { Cluster } from 'ioredis';
import type { RedisClient } from './redis.clients.js';

/**
 * Tells one life of a server from the next. A server that was restarted, or that took over from another, may have lost
 * what was written last, numbers it had given out among it.
 *
 * Source: Redis command INFO, `run_id`.
 */
export class ServerIdentity {
  private known: Promise<string> | undefined;

  constructor(private readonly client: RedisClient) {
    // What was learned holds for as long as the connection does.
    for (const event of ['ready', '+node', '-node']) client.on(event, () => (this.known = undefined));
  }

  /** A digest of the server's run id, or of those of all primaries of a cluster. Errors: what ioredis rejects with. */
  async current(): Promise<string> {
    const asked = (this.known ??= this.ask());
    try {
      return await asked;
    } catch (error) {
      if (this.known === asked) this.known = undefined;
      throw error;
    }
  }

  private async ask(): Promise<string> {
    const servers = this.client instanceof Cluster ? this.client.nodes('master') : [this.client];
    const told = await Promise.all(servers.map((server) => server.info('server')));
    const ids = told.map((info) => /^run_id:(\w+)/m.exec(info)?.[1] ?? '');
    return createHash('sha256').update(ids.toSorted().join()).digest('base64url');
  }
}
