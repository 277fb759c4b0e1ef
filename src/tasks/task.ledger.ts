import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { type LuaScript, RedisProvider } from '../platform/redis/index.js';
import { askPartitions, spareDeliveries } from './partitions.js';
import { decodeSteps, encodeSteps, type TaskStep } from './steps.js';
import { checkpointsOf, FIELD, fieldsOf, taskOf } from './task-record.js';
import { taskScript } from './task-script.js';
import { endOf, type Task, type TaskError } from './task.js';

/** A task granted to a worker, with the results of the steps that earlier attempts finished. */
export interface Grant {
  readonly task: Task;
  /** Milliseconds from its acceptance to this grant, by Redis' clock. */
  readonly ageMs: number;
  /** JSON texts by step name. */
  readonly checkpoints: ReadonlyMap<string, string>;
  /** True when more tasks wait than have deliveries: whoever ends one takes the next without. */
  readonly more: boolean;
}

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

/** What a heartbeat brings back: that the attempt holds its task or lost it, or why the task is given up: it may have been cancelled. */
export type Renewal = 'held' | 'lost' | TaskError;

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
const COUNT = taskScript('count');

/** A grant as scripts answer it, where there is one. */
type Granted = readonly [id: string, fields: string, more: 0 | 1] | readonly [];

/** Where the next task is not asked for. */
const NOT_NEXT = ['', ''];

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

  /** Asks a partition for a task of a kind: one that its worker left, else the one whose turn it is; undefined when there is none. */
  async start(kind: string, partition = 0): Promise<Grant | undefined> {
    const args = [kind, this.settings.leaseMs, spareDeliveries(this.settings)];
    const [, ...granted] = (await this.run(START, partition, args)) as readonly [unknown, ...Granted];
    return this.grantOf(granted);
  }

  /**
   * Records progress for good; answers the steps with Redis' time where they said `now`.
   *
   * Errors: LeaseLostError, GivenUpError.
   */
  async checkpoint(holder: Holder, steps: readonly TaskStep[], kept: Kept): Promise<readonly TaskStep[]> {
    const args = [encodeSteps(steps), kept.progress, ...whatIsKept(kept)];
    const [text] = await this.write<[string]>(CHECKPOINT, holder, args);
    return decodeSteps(text);
  }

  /**
   * Ends a task well. `json` is its result, `location` the path of a resource it made. With `takesNext` it also asks for another
   * task of its kind and partition, and answers that, as `start` does.
   *
   * Errors: LeaseLostError, GivenUpError.
   */
  async finish(
    holder: Holder,
    steps: readonly TaskStep[],
    end: { readonly json: string; readonly location: string | undefined },
    takesNext = false,
  ): Promise<Grant | undefined> {
    const args = ['finished', encodeSteps(steps), this.settings.retentionMs, end.json, end.location ?? ''];
    const next = takesNext ? [this.settings.leaseMs, spareDeliveries(this.settings)] : NOT_NEXT;
    return this.grantOf(await this.write<Granted>(END, holder, [...args, ...next]));
  }

  /** Ends a task as failed, or as cancelled where that is the error. Errors: LeaseLostError, GivenUpError. */
  async fail(holder: Holder, steps: readonly TaskStep[], error: TaskError): Promise<void> {
    const args = [endOf(error), encodeSteps(steps), this.settings.retentionMs];
    await this.write(END, holder, [...args, JSON.stringify(error), '', ...NOT_NEXT]);
  }

  /** Renews many leases at once; answers for each, in the order given. */
  async renew(beats: readonly Beat[]): Promise<readonly Renewal[]> {
    const { partitions } = this.redis.keys;
    const answers = await askPartitions(
      beats,
      ({ id }) => id,
      partitions.length,
      async (partition, own) => {
        const args = own.flatMap((b) => [b.id, b.attempt, b.progress, triesOf(b.steps)]);
        return (await this.run(RENEW, partition, [this.settings.leaseMs, ...args])) as readonly string[];
      },
    );
    return answers.map((answer) =>
      answer === 'held' || answer === 'lost' ? answer : (JSON.parse(answer) as TaskError),
    );
  }

  /**
   * Takes back a grant that ended through no fault of its task, so that it is no pickup, whether or not another attempt
   * has followed. Answers true when the task must be delivered again, false when it was not held any more.
   */
  async release(holder: Holder): Promise<boolean> {
    return (await this.runOf(holder, RELEASE, [])) === 1;
  }

  /** The attempt waits for its turn, and is no pickup meanwhile. Errors: LeaseLostError. */
  async waits(holder: Holder): Promise<void> {
    await this.write(COUNT, holder, [0]);
  }

  /** An attempt that waited begins, and is a pickup. Errors: LeaseLostError. */
  async begins(holder: Holder): Promise<void> {
    await this.write(COUNT, holder, [1]);
  }

  /** Gives back a task that this worker can't run; it is delivered again after a lease's time. */
  async decline(holder: Holder): Promise<void> {
    await this.runOf(holder, DECLINE, [this.settings.leaseMs]);
  }

  private grantOf(granted: Granted): Grant | undefined {
    if (granted.length === 0) return undefined;
    const [id, record, more] = granted;
    const fields = fieldsOf(record);
    const task = taskOf(Number(id), fields);
    // The lease was counted from the grant, so it tells when that was.
    const ageMs = Number(fields[FIELD.lease]) - this.settings.leaseMs - task.createdMs;
    return { task, ageMs, checkpoints: checkpointsOf(fields), more: more === 1 };
  }

  private async write<Rest extends readonly unknown[]>(
    script: LuaScript,
    holder: Holder,
    args: readonly (string | number)[],
  ): Promise<Rest> {
    const [answer, ...rest] = (await this.runOf(holder, script, args)) as readonly [string, ...Rest];
    if (answer === 'given up') throw new GivenUpError(JSON.parse(String(rest[0])) as TaskError);
    if (answer !== 'kept') throw new LeaseLostError('the attempt no longer holds its task');
    return rest;
  }

  private runOf(
    { id, attempt }: Holder,
    script: LuaScript,
    args: readonly (string | number)[],
  ): Promise<unknown> {
    return this.run(script, this.redis.keys.partitionOf(id), [id, attempt, ...args]);
  }

  private run(script: LuaScript, partition: number, args: readonly (string | number)[]): Promise<unknown> {
    return this.redis.run(script, this.redis.keys.partition(partition).tasks, args);
  }
}

/** What a heartbeat may change of the steps: how often the one in progress was tried. */
function triesOf(steps: readonly TaskStep[]): string {
  const step = steps.find(({ status }) => status === 'in progress');
  return step === undefined ? '' : `${step.name}:${step.attempts}`;
}

/** Stands for the error where a checkpoint says what it keeps; no step is called so. */
const THE_ERROR = '!';

function whatIsKept({ result, error }: Kept): readonly [what: string, value: string] {
  if (result !== undefined) return [result.step, result.json];
  return error === undefined ? ['', ''] : [THE_ERROR, JSON.stringify(error)];
}
