import { createHash } from 'node:crypto';
import type { Keys } from './keys.js';
import { type LuaScript, runLua } from './lua-script.js';
import { type RedisClient, serversOf } from './redis.clients.js';

/** A script that must know a server before any other script runs there. ARGV of it: what the server is called, and `args`. */
export interface Opening {
  readonly script: LuaScript;
  readonly key: string;
  readonly args?: readonly (string | number)[];
  /** Judges the answer, before any opening without a judge runs. Errors: ConfigurationError where no other script may run. */
  readonly judge?: (answer: unknown) => void;
}

/** When the server behind a client may have become another; a cluster looks for that every two seconds. */
const EVENTS = ['ready', 'close', '+node', '-node', 'refresh'];

/**
 * Has openings run at each server before anything else, and again after each break: a server that was started again, or
 * has taken over, may have lost the last writes, and whoever counts or numbers must know.
 *
 * Source: Redis command INFO: `run_id` names a server from its start to its end.
 */
export class ServerOpenings {
  private opened: Promise<unknown> | undefined;
  /** All have run at this server: nobody need wait for them. */
  isDone = false;

  constructor(
    private readonly client: RedisClient,
    private readonly keys: Keys,
    private readonly openings: readonly Opening[],
  ) {
    for (const event of EVENTS) client.on(event, () => this.forget());
  }

  /** Resolves once all have run. Errors: what ioredis rejects with; the next call tries again. */
  async done(): Promise<void> {
    const opened = (this.opened ??= this.open());
    try {
      await opened;
      this.isDone = this.opened === opened;
    } catch (error) {
      if (this.opened === opened) this.forget();
      throw error;
    }
  }

  private forget(): void {
    this.opened = undefined;
    this.isDone = false;
  }

  /**
   * Errors: rejects too once the connection closes. ioredis sends INFO before a connection is ready, and forgets what it sent then when that
   * closes: nobody would ever hear of it.
   */
  private async open(): Promise<unknown> {
    let cut = (): void => undefined;
    const closed = new Promise<never>((_, reject) => {
      cut = () => reject(new Error('the connection was closed'));
    });
    this.client.once('close', cut);
    try {
      return await Promise.race([this.openAll(), closed]);
    } finally {
      this.client.off('close', cut);
    }
  }

  private async openAll(): Promise<unknown> {
    const server = await this.nameServer();
    const run = async ({ script, key, args = [], judge }: Opening): Promise<void> => {
      const keys = [key, this.keys.companion(key)];
      const [answer] = await runLua(this.client, { script, keys, calls: [[server, ...args]] });
      judge?.(answer);
    };
    // Where one is judged unfit nothing else may run there; and Redis may know the scripts of the others and not its own.
    const isJudged = ({ judge }: Opening): boolean => judge !== undefined;
    await Promise.all(this.openings.filter(isJudged).map(run));
    return Promise.all(this.openings.filter((opening) => !isJudged(opening)).map(run));
  }

  /** Of a cluster all primaries together: a slot that only moves from one to another has lost nothing. */
  private async nameServer(): Promise<string> {
    const told = await Promise.all(serversOf(this.client).map((server) => server.info('server')));
    const ids = told.map((info) => /^run_id:(\w+)/m.exec(info)?.[1] ?? '');
    return createHash('sha256').update(ids.toSorted().join()).digest('base64url');
  }
}
