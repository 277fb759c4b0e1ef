import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { type LuaScript, RedisProvider } from '../platform/redis/index.js';
import { decodeSteps, encodeSteps, type TaskStep } from './steps.js';
import { checkpointsOf, fieldsOf, taskOf } from './task-record.js';
import { taskScript } from './task-script.js';
import { endOf, type Task, type TaskError } from './task.js';

/** A task granted to a worker, with the results of the steps that earlier attempts finished. */
export interface Grant {
  readonly task: Task;
  /** Milliseconds from its acceptance to this grant, by Redis' clock. */
  readonly ageMs: number;
  /** JSON texts by step name. */
  readonly checkpoints: ReadonlyMap<string, string>;
}

/** What a worker hears that wants to start a task. */
export type StartAnswer =
  { readonly answer: 'granted'; readonly grant: Grant } | { readonly answer: 'busy' | 'ended' };

/** Who writes: the task and the attempt it was granted as. */
export interface Holder {
  readonly id: number;
  readonly attempt: number;
}

/** What a checkpoint keeps beside the steps. */
export interface Kept {
  /** Whole percent. */
  readonly progress: number;
  readonly result?: { readonly step: string; readonly json: string };
  readonly error?: TaskError;
}

/** How far a running task has come, for the heartbeat. */
export interface Beat extends Holder {
  readonly progress: number;
  readonly steps: readonly TaskStep[];
}

/** What a heartbeat brings back. */
export interface Renewed {
  /** Tasks that the worker no longer holds. */
  readonly lost: ReadonlySet<number>;
  /** Why tasks are given up, those among them: one may have been cancelled meanwhile. */
  readonly givenUp: ReadonlyMap<number, TaskError>;
}

/** Thrown when a write was refused because the attempt no longer holds its task; the attempt must stop. */
export class LeaseLostError extends Error {}

/** Thrown when a write was refused because the task was given up before, for what `error` says; it must be undone. */
export class GivenUpError extends Error {
  constructor(readonly error: TaskError) {
    super(error.detail);
  }
}

const START = taskScript('start');
const CHECKPOINT = taskScript('checkpoint');
const END = taskScript('end');
const RENEW = taskScript('renew');
const RELEASE = taskScript('release');
const DECLINE = taskScript('decline');

type RenewReply = readonly [
  lost: readonly string[],
  givenUp: readonly (readonly [id: string, error: string])[],
];
type StartReply = readonly ['granted', id: string, fields: string] | readonly ['busy' | 'ended'];

/**
 * Where workers move tasks forward: the workers' half of the store.
 *
 * Every write carries the attempt it was granted as (the fence) and is refused once the lease is over, so a worker that
 * was frozen, cut off or replaced can change nothing. Each call is one script and one round trip; a script that runs
 * twice after a cut connection is harmless: its second run finds the same state, or is refused.
 */
@Injectable()
export class TaskLedger {
  constructor(
    private readonly redis: RedisProvider,
    private readonly settings: Settings,
  ) {}

  /** Asks for a task of a kind: the delivered one where it runs and was left, else the one whose turn it is. */
  async start(delivered: number, kind: string): Promise<StartAnswer> {
    const reply = (await this.run(START, [delivered, kind, this.settings.leaseMs])) as StartReply;
    if (reply[0] !== 'granted') return { answer: reply[0] };
    const [, id, record] = reply;
    const fields = fieldsOf(record);
    const task = taskOf(Number(id), fields);
    // The lease was counted from the grant, so it tells when that was.
    const ageMs = Number(fields['lease']) - this.settings.leaseMs - task.createdMs;
    return { answer: 'granted', grant: { task, ageMs, checkpoints: checkpointsOf(fields) } };
  }

  /**
   * Records progress for good and renews the lease; answers the steps with Redis' time where they said `now`.
   *
   * Errors: LeaseLostError, GivenUpError.
   */
  async checkpoint(holder: Holder, steps: readonly TaskStep[], kept: Kept): Promise<readonly TaskStep[]> {
    const [field, value] = keptField(kept);
    const { id, attempt } = holder;
    const args = [id, attempt, this.settings.leaseMs, encodeSteps(steps), kept.progress];
    const [text = ''] = await this.write(CHECKPOINT, [...args, field, value]);
    return decodeSteps(text);
  }

  /** Ends a task well. `json` is its result, `location` the path of a resource it made. Errors: LeaseLostError, GivenUpError. */
  async finish(
    holder: Holder,
    steps: readonly TaskStep[],
    end: { readonly json: string; readonly location: string | undefined },
  ): Promise<void> {
    const { id, attempt } = holder;
    const args = [id, attempt, 'finished', encodeSteps(steps), this.settings.retentionMs, 'result', end.json];
    await this.write(END, [...args, end.location ?? '']);
  }

  /** Ends a task as failed, or as cancelled where that is the error. Errors: LeaseLostError, GivenUpError. */
  async fail(holder: Holder, steps: readonly TaskStep[], error: TaskError): Promise<void> {
    const { id, attempt } = holder;
    const args = [id, attempt, endOf(error), encodeSteps(steps), this.settings.retentionMs];
    await this.write(END, [...args, 'error', JSON.stringify(error), '']);
  }

  /** Renews many leases at once. */
  async renew(beats: readonly Beat[]): Promise<Renewed> {
    const args = beats.flatMap((b) => [b.id, b.attempt, b.progress, encodeSteps(b.steps)]);
    const reply = await this.run(RENEW, [this.settings.leaseMs, ...args]);
    const [lost, givenUp] = reply as RenewReply;
    const errors = givenUp.map(([id, json]) => [Number(id), JSON.parse(json) as TaskError] as const);
    return { lost: new Set(lost.map(Number)), givenUp: new Map(errors) };
  }

  /** Gives a task back; answers the number of the delivery that must carry it on, 0 when it was not held any more. */
  async release(holder: Holder): Promise<number> {
    return (await this.run(RELEASE, [holder.id, holder.attempt])) as number;
  }

  /** Gives back a task that this worker can't run; it is delivered again after a lease's time. */
  async decline(holder: Holder): Promise<void> {
    await this.run(DECLINE, [holder.id, holder.attempt, this.settings.leaseMs]);
  }

  private async write(script: LuaScript, args: readonly (string | number)[]): Promise<readonly string[]> {
    const [answer, ...rest] = (await this.run(script, args)) as readonly string[];
    if (answer === 'given up') throw new GivenUpError(JSON.parse(rest[0] ?? '') as TaskError);
    if (answer !== 'kept') throw new LeaseLostError('the attempt no longer holds its task');
    return rest;
  }

  private run(script: LuaScript, args: readonly (string | number)[]): Promise<unknown> {
    return this.redis.run(script, this.redis.keys.tasks, args);
  }
}

function keptField({ result, error }: Kept): [string, string] {
  if (result !== undefined) return [`done:${result.step}`, result.json];
  return error === undefined ? ['', ''] : ['error', JSON.stringify(error)];
}
