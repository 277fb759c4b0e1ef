import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Cluster } from 'ioredis';
import { Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import { Deadline } from './deadline.js';
import { DurablePartitions } from './durable.partitions.js';
import { Keys } from './keys.js';
import type { LuaScript } from './lua-script.js';
import type { PartitionKeys } from './partition.keys.js';
import { shareOf } from './partitions.js';
import { LostCommands } from './lost.commands.js';
import {
  anotherClient,
  commandDeadlineMs,
  failsFast,
  type RedisClient,
  SENT_ONCE,
  serversOf,
} from './redis.clients.js';
import { redisFaults } from './redis.faults.js';
import { evenShare, MOST_TOGETHER, ScriptBatch } from './script.batch.js';
import { type Opening, ServerOpenings } from './server.openings.js';
import { giveUpSilent } from './silent.connections.js';
import { asStoreError } from './store-error.js';

/** Injection token of the ioredis client that says how patient the process is. */
export const REDIS_CLIENT = Symbol('REDIS_CLIENT');

/**
 * The process's connection to Redis: runs scripts under their keys, and tells what is wrong with the server.
 */
@Injectable()
export class RedisProvider implements OnModuleInit, OnApplicationShutdown {
  readonly keys: Keys;
  /** Sends each command once, and fails at once while there is no connection; for what must bear that there is `command`. */
  readonly client: RedisClient;
  /** For BullMQ, not connected yet: TaskQueues connects and ends it. */
  readonly jobs: RedisClient;
  private faults: readonly string[] = [];
  private readonly durableClient: RedisClient | undefined;
  private readonly durable: DurablePartitions;
  private readonly deadline: Deadline;
  private readonly scripts: ScriptBatch;
  private readonly openings: Opening[] = [];
  private readonly opened: ServerOpenings;
  private readonly durableOpened: ServerOpenings;
  private readonly lost: LostCommands | undefined;
  private isOver = false;

  constructor(
    @Inject(REDIS_CLIENT) private readonly given: RedisClient,
    settings: Settings,
    private readonly log: EventLogger,
  ) {
    this.keys = new Keys(settings.keyPrefix, settings.taskPartitions);
    const isPatient = !failsFast(given);
    this.deadline = new Deadline(isPatient ? Infinity : commandDeadlineMs(settings));
    const client = isPatient ? anotherClient(given, 'scripts', SENT_ONCE) : given;
    this.client = client;
    giveUpSilent(client, this.deadline.ms);
    this.jobs = isPatient ? given : this.another('queues');
    if (isPatient) this.lost = new LostCommands(client, () => this.isOver);
    // WAIT holds its connection up, so what need not wait has another.
    if (settings.durability === 'replica') this.durableClient = this.another('durable');
    const writer = this.durableClient ?? client;
    this.durable = new DurablePartitions(writer, commandDeadlineMs(settings), this.keys.partition(0));
    // What a worker has under way in a partition it knows; how many requests an API process has depends on its clients.
    const { taskPartitions, workerConcurrency } = settings;
    const slots = shareOf(workerConcurrency, taskPartitions);
    const together = isPatient ? evenShare(slots, taskPartitions) : MOST_TOGETHER;
    this.scripts = new ScriptBatch(client, this.deadline, together);
    this.opened = new ServerOpenings(client, this.keys, this.openings);
    this.durableOpened =
      writer === client ? this.opened : new ServerOpenings(writer, this.keys, this.openings);
  }

  /** Begins to connect; does not wait, so that a process starts (unready) while Redis is away. */
  onModuleInit(): void {
    this.client.on('ready', () => {
      void this.inspect();
      // What no command may run without is found out now, and not when somebody waits for one.
      this.opened.done().catch((err: unknown) => this.log.debug('redis.not-opened', { err }));
    });
    for (const client of this.clients) {
      client.on('error', (err: Error) => this.log.warn('redis.connection-error', { err }));
      client.connect().catch((err: unknown) => this.log.warn('redis.not-reached', { err }));
    }
  }

  /**
   * Has a script run, under a key, at each server before any other; see ServerOpenings. It runs more often than that, and
   * by many processes.
   */
  onServer(script: LuaScript, key: string, more: Omit<Opening, 'script' | 'key'> = {}): void {
    this.openings.push({ script, key, ...more });
  }

  /**
   * Runs a script.
   *
   * Errors: StoreUnavailableError when Redis is away, refuses writes or is over its deadline; the reply error otherwise.
   */
  run(script: LuaScript, key: string, args: readonly (string | number)[]): Promise<unknown> {
    const run = (): Promise<unknown> => this.scripts.run(script, this.keysOf(key), args);
    const send = (): Promise<unknown> =>
      this.opened.isDone ? run() : this.bounded(() => this.opened.done()).then(run);
    return this.lost === undefined ? send() : this.lost.outlive(send);
  }

  /**
   * Runs a script of a partition, and answers once a replica has all that it wrote.
   *
   * Errors: as `run`; StoreUnavailableError also when no replica has it in time, though it is written then.
   */
  async runDurably(
    script: LuaScript,
    partition: PartitionKeys,
    args: readonly (string | number)[],
  ): Promise<unknown> {
    return this.bounded(async () => {
      await this.durableOpened.done();
      return this.durable.run({ script, keys: this.keysOf(partition.tasks), args }, partition);
    });
  }

  /**
   * Sends commands that need no script: `redis.command((client) => client.hget(key, field))`. A worker outlives an outage
   * in the midst of them, and they may be carried out twice.
   *
   * Errors: as `run`.
   */
  command<Reply>(send: (client: RedisClient) => Promise<Reply>): Promise<Reply> {
    const ask = (): Promise<Reply> => this.bounded(() => send(this.client));
    return this.lost === undefined ? ask() : this.lost.outlive(ask);
  }

  /** Keeps a text for a while. Errors: as `run`. */
  async keep(key: string, text: string, seconds: number): Promise<void> {
    await this.command((client) => client.set(key, text, 'EX', seconds));
  }

  /** The text that is kept under a key; null where there is none, or none any more. Errors: as `run`. */
  async kept(key: string): Promise<string | null> {
    return this.command((client) => client.get(key));
  }

  /** What each server says of itself in a section of INFO: one, or all primaries of a cluster. Errors: as `run`. */
  async info(section: string): Promise<readonly string[]> {
    return this.command((client) => Promise.all(serversOf(client).map((server) => server.info(section))));
  }

  /** One more client as patient as the process, not connected yet; whoever asks for it ends it. */
  another(purpose: string): RedisClient {
    const another = anotherClient(this.given, purpose);
    giveUpSilent(another, this.deadline.ms);
    return another;
  }

  /** False while there is no connection. */
  get connected(): boolean {
    return this.client.status === 'ready';
  }

  /** Rejects, saying why, while this process should get no traffic: Redis is away or set up so that it loses data. */
  async check(): Promise<void> {
    for (const client of this.clients) {
      if (client.status !== 'ready') throw new Error('Redis is not connected');
      // Of a cluster each node with tasks must answer, not just any.
      const asked = client instanceof Cluster ? this.keys.partitions : this.keys.partitions.slice(0, 1);
      await this.deadline.within(Promise.all(asked.map(({ tasks }) => client.exists(tasks))));
    }
    await this.deadline.within(this.opened.done());
    if (this.faults.length > 0) throw new Error(this.faults.join('; '));
  }

  onApplicationShutdown(): void {
    this.isOver = true;
    for (const client of this.clients) client.disconnect();
  }

  private get clients(): readonly RedisClient[] {
    return this.durableClient === undefined ? [this.client] : [this.client, this.durableClient];
  }

  private keysOf(key: string): readonly string[] {
    return [key, this.keys.companion(key)];
  }

  private async bounded<Reply>(send: () => Promise<Reply>): Promise<Reply> {
    try {
      return await this.deadline.within(send());
    } catch (error) {
      throw asStoreError(error);
    }
  }

  private async inspect(): Promise<void> {
    try {
      const found = (await this.info('everything')).map(redisFaults);
      const fatal = [...new Set(found.flatMap((faults) => faults.fatal))];
      const warnings = [...new Set(found.flatMap((faults) => faults.warnings))];
      this.faults = fatal;
      for (const fault of fatal) this.log.error('redis.misconfigured', { fault });
      for (const fault of warnings) this.log.warn('redis.unsafe', { fault });
    } catch (err) {
      this.log.warn('redis.not-inspected', { err });
    }
  }
}
