import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import { Keys } from './keys.js';
import { type LuaScript, runLua } from './lua-script.js';
import { redisFaults } from './redis.faults.js';
import { asStoreError } from './store-error.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

/** Injection token of the process's one ioredis client for commands. */
export const REDIS_CLIENT = Symbol('REDIS_CLIENT');

/** A connection, for those who must hold one. */
export type RedisClient = Redis;

/** What of the deadline of a command replicas may take: its own answer must still come in time. */
const WAIT_SHARE = 0.8;

/**
 * The process's connection to Redis: runs scripts under their keys, and tells what is wrong with the server.
 */
@Injectable()
export class RedisProvider implements OnModuleInit, OnApplicationShutdown {
  readonly keys: Keys;
  private faults: readonly string[] = [];
  private readonly waitMs: number;
  private readonly durable: RedisClient | undefined;

  constructor(
    @Inject(REDIS_CLIENT) readonly client: Redis,
    settings: Settings,
    private readonly log: EventLogger,
  ) {
    this.keys = new Keys(settings.keyPrefix);
    this.waitMs = Math.ceil(settings.redisTimeoutMs * WAIT_SHARE);
    // WAIT holds its connection up, so what need not wait has another.
    if (settings.durability === 'replica') this.durable = this.another('durable');
  }

  /** Begins to connect; does not wait, so that a process starts (unready) while Redis is away. */
  onModuleInit(): void {
    this.client.on('error', (err: Error) => this.log.warn('redis.connection-error', { err }));
    this.client.on('ready', () => void this.inspect());
    this.client.connect().catch((err: unknown) => this.log.warn('redis.not-reached', { err }));
    this.durable?.on('error', (err: Error) => this.log.warn('redis.connection-error', { err }));
    this.durable?.connect().catch((err: unknown) => this.log.warn('redis.not-reached', { err }));
  }

  /**
   * Runs a script.
   *
   * Errors: StoreUnavailableError when Redis is away, refuses writes or is over its deadline; the reply error otherwise.
   */
  async run(script: LuaScript, key: string, args: readonly (string | number)[]): Promise<unknown> {
    return this.command(() => runLua(this.client, script, [key], args));
  }

  /**
   * Runs a script, and answers once a replica has all that it wrote.
   *
   * Errors: as `run`; StoreUnavailableError also when no replica has it in time, though it is written then.
   * Source: Redis command WAIT, which counts the writes of its own connection.
   */
  async runDurably(script: LuaScript, key: string, args: readonly (string | number)[]): Promise<unknown> {
    const client = this.durable ?? this.client;
    const reply = await this.command(() => runLua(client, script, [key], args));
    // What the script found may be another connection's; replicas have it before they have this.
    const [, replicas] = await this.command(() =>
      Promise.all([client.set(this.keys.barrier, ''), client.wait(1, this.waitMs)]),
    );
    if (replicas > 0) return reply;
    throw new StoreUnavailableError('no replica of Redis has what was written');
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
    this.durable?.disconnect();
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
