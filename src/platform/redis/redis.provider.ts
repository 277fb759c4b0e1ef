import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import { Keys } from './keys.js';
import { type LuaScript, runLua } from './lua-script.js';
import { redisFaults } from './redis.faults.js';
import { asStoreError } from './store-error.js';

/** Injection token of the process's one ioredis client for commands. */
export const REDIS_CLIENT = Symbol('REDIS_CLIENT');

/** A connection, for those who must hold one. */
export type RedisClient = Redis;

/**
 * The process's connection to Redis: runs scripts under their keys, and tells what is wrong with the server.
 */
@Injectable()
export class RedisProvider implements OnModuleInit, OnApplicationShutdown {
  readonly keys: Keys;
  private faults: readonly string[] = [];

  constructor(
    @Inject(REDIS_CLIENT) readonly client: Redis,
    settings: Settings,
    private readonly log: EventLogger,
  ) {
    this.keys = new Keys(settings.keyPrefix);
  }

  /** Begins to connect; does not wait, so that a process starts (unready) while Redis is away. */
  onModuleInit(): void {
    this.client.on('error', (err: Error) => this.log.warn('redis.connection-error', { err }));
    this.client.on('ready', () => void this.inspect());
    this.client.connect().catch((err: unknown) => this.log.warn('redis.not-reached', { err }));
  }

  /**
   * Runs a script.
   *
   * Errors: StoreUnavailableError when Redis is away, refuses writes or is over its deadline; the reply error otherwise.
   */
  async run(script: LuaScript, key: string, args: readonly (string | number)[]): Promise<unknown> {
    return this.command(() => runLua(this.client, script, [key], args));
  }

  /** Keeps a text for a while. Errors: as `run`. */
  async keep(key: string, text: string, seconds: number): Promise<void> {
    await this.command(() => this.client.set(key, text, 'EX', seconds));
  }

  /** A text that was kept; null once its time is over. Errors: as `run`. */
  async kept(key: string): Promise<string | null> {
    return this.command(() => this.client.get(key));
  }

  /** What the server says of itself in a section of INFO. Errors: as `run`. */
  async info(section: string): Promise<string> {
    return this.command(() => this.client.info(section));
  }

  /** One more connection like the process's own, not connected yet; whoever asks for it ends it. */
  another(purpose: string): RedisClient {
    return this.client.duplicate({
      connectionName: `${this.client.options.connectionName ?? ''}-${purpose}`,
    });
  }

  /** False while there is no connection. */
  get connected(): boolean {
    return this.client.status === 'ready';
  }

  /** Rejects, saying why, while this process should get no traffic: Redis is away or set up so that it loses data. */
  async check(): Promise<void> {
    if (!this.connected) throw new Error('Redis is not connected');
    await this.client.ping();
    if (this.faults.length > 0) throw new Error(this.faults.join('; '));
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }

  private async command<Reply>(send: () => Promise<Reply>): Promise<Reply> {
    try {
      return await send();
    } catch (error) {
      throw asStoreError(error);
    }
  }

  private async inspect(): Promise<void> {
    try {
      const { fatal, warnings } = redisFaults(await this.client.info());
      this.faults = fatal;
      for (const fault of fatal) this.log.error('redis.misconfigured', { fault });
      for (const fault of warnings) this.log.warn('redis.unsafe', { fault });
    } catch (err) {
      this.log.warn('redis.not-inspected', { err });
    }
  }
}
