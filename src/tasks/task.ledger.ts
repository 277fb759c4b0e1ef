import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { type LuaScript, RedisProvider } from '../platform/redis/index.js';
import {
  type Beat,
  type Grant,
  GivenUpError,
  type Handed,
  type Holder,
  type Kept,
  LeaseLostError,
  type Renewal,
} from './grant.js';
import { keptLocation, keptResult } from './kept-texts.js';
import { askPartitions } from './partitions.js';
import { encodeSteps, stampedSteps } from './steps.js';
import { straightText } from './straight-steps.js';
import { checkpointsOf, fieldsOf, leaseAfterMs, taskOf } from './task-record.js';
import { taskScript } from './task-script.js';
import type { TaskStep } from './task-step.js';
import { endOf, type Task, type TaskError } from './task.js';
import { WorkerName } from './worker.name.js';

const START = taskScript('start');
const CHECKPOINT = taskScript('checkpoint');
const END = taskScript('end');
const RENEW = taskScript('renew');
const RELEASE = taskScript('release');
const DECLINE = taskScript('decline');
const COUNT = taskScript('count');

/** What scripts answer an attempt that writes: 'lost' where it is refused, else what each says; or why its task was given up before. */
type Answer = string | number | readonly ['given up', why: string];

/** Where the next task is not asked for. */
const NOT_NEXT = ['', ''] as const;

/**
 * Where workers move tasks forward: the workers' half of the store.
 *
 * Every write carries the attempt it was granted as (the fence) and is refused once the lease is over, so a worker that
 * was frozen, cut off or replaced can change nothing. Each call is one script and one round trip; a script that runs
 * twice after a cut connection is harmless: its second run finds the same state, or is refused. What the first run of one granted that asks for
 * a task is left to its lease.
 */
@Injectable()
export class TaskLedger {
  constructor(
    private readonly redis: RedisProvider,
    private readonly settings: Settings,
    private readonly worker: WorkerName,
  ) {}

  /** Asks a partition for a task of a kind: one that its worker left, else the one whose turn it is; undefined when there is none. */
  async start(kind: string, partition = 0): Promise<Grant | undefined> {
    const args = [kind, this.settings.leaseMs, this.worker.text];
    return this.grantOf((await this.run(START, partition, args)) as string);
  }

  /**
   * Records progress for good; answers the steps with Redis' time where they said `now`.
   *
   * Errors: LeaseLostError, GivenUpError.
   */
  checkpoint(holder: Holder, steps: readonly TaskStep[], kept: Kept): Promise<readonly TaskStep[]> {
    const { id, attempt } = holder;
    const [what, value] = whatIsKept(steps, kept);
    return this.write(CHECKPOINT, id, [id, attempt, encodeSteps(steps), kept.progress, what, value]).then(
      (answer) => stampedSteps(steps, Number(accepted(answer))),
    );
  }

  /**
   * Ends a task well, as it was granted. `json` is its result, `location` the path of a resource it made. With `takesNext` it also asks for
   * another task of its kind and partition, and answers that, as `start` does.
   *
   * Errors: LeaseLostError, GivenUpError.
   */
  finish(
    task: Task,
    steps: readonly TaskStep[],
    { json, location = '' }: { readonly json: string; readonly location: string | undefined },
    takesNext = false,
  ): Promise<Grant | undefined> {
    const { input, request, createdMs, startedMs = createdMs } = task;
    const text = straightText(steps, startedMs - createdMs) ?? encodeSteps(steps);
    const what = [keptResult(json, input), keptLocation(location, request.resource)] as const;
    // The result of the last step is that of a task which finished, and was not kept before.
    return this.end(task, ['finished', text, steps.length - 1], what, takesNext);
  }

  /** Ends a task as failed, or as cancelled where that is the error; with `takesNext` as `finish` does. Errors: LeaseLostError, GivenUpError. */
  fail(
    holder: Holder,
    steps: readonly TaskStep[],
    error: TaskError,
    takesNext = false,
  ): Promise<Grant | undefined> {
    const how = [endOf(error), encodeSteps(steps), steps.length] as const;
    return this.end(holder, how, [JSON.stringify(error), ''], takesNext);
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
  async release({ id, attempt }: Holder): Promise<boolean> {
    return (await this.write(RELEASE, id, [id, attempt])) === 1;
  }

  /** The attempt waits for its turn, and is no pickup meanwhile. Errors: LeaseLostError. */
  async waits({ id, attempt }: Holder): Promise<void> {
    accepted(await this.write(COUNT, id, [id, attempt, 0]));
  }

  /** An attempt that waited begins, and is a pickup. Errors: LeaseLostError. */
  async begins({ id, attempt }: Holder): Promise<void> {
    accepted(await this.write(COUNT, id, [id, attempt, 1]));
  }

  /** Gives back a task that this version can't run: nothing was begun. It is to be started again after a lease's time. */
  async decline(holder: Holder): Promise<void> {
    await this.backAfter(holder, this.settings.leaseMs);
  }

  /** Gives back a task of which nothing was begun, to be started again at once. Answers false when it was not held any more. */
  giveBack(holder: Holder): Promise<boolean> {
    return this.backAfter(holder, 0);
  }

  /** Reads what a worker hears that is handed tasks; see lua/idle.lua. */
  handed(message: string): readonly Handed[] {
    return message.split('\u0001').map((text) => {
      const parts = text.split('\0');
      return { mark: parts[0] ?? '', grant: this.grantFrom(parts, 1) };
    });
  }

  private async backAfter({ id, attempt }: Holder, pauseMs: number): Promise<boolean> {
    return (await this.write(DECLINE, id, [id, attempt, pauseMs])) === 1;
  }

  private end(
    { id, attempt }: Holder,
    how: readonly [status: string, steps: string, kept: number],
    what: readonly [value: string, location: string],
    takesNext: boolean,
  ): Promise<Grant | undefined> {
    const { retentionMs, leaseMs } = this.settings;
    const asks = takesNext ? [leaseMs, this.worker.text] : NOT_NEXT;
    const args = [id, attempt, ...how, retentionMs, ...what, ...asks];
    return this.write(END, id, args).then((answer) => this.grantOf(String(accepted(answer))));
  }

  /** Reads a grant as grant.lua answers it: one text, '' where nothing is left to do. */
  private grantOf(granted: string): Grant | undefined {
    return granted === '' ? undefined : this.grantFrom(granted.split('\0'), 0);
  }

  private grantFrom(parts: readonly string[], from: number): Grant {
    const [id, share] = [parts[from], parts[from + 1]];
    const fields = fieldsOf(parts, from + 2);
    const task = taskOf(Number(id), fields);
    // The lease was counted from the grant, so it tells when that was; before its creation where Redis' clock was set back since.
    const ageMs = Math.max(0, leaseAfterMs(fields) - this.settings.leaseMs);
    return { task, ageMs, checkpoints: checkpointsOf(fields, task.steps), share: Number(share) };
  }

  private write(script: LuaScript, id: number, args: readonly (string | number)[]): Promise<unknown> {
    return this.run(script, this.redis.keys.partitionOf(id), args);
  }

  private run(script: LuaScript, partition: number, args: readonly (string | number)[]): Promise<unknown> {
    return this.redis.run(script, this.redis.keys.partition(partition).tasks, args);
  }
}

/** What a script answers an attempt that may write. Errors: LeaseLostError, GivenUpError. */
function accepted(answer: unknown): string | number {
  const said = answer as Answer;
  if (said === 'lost') throw new LeaseLostError('the attempt no longer holds its task');
  if (typeof said === 'object') throw new GivenUpError(JSON.parse(said[1]) as TaskError);
  return said;
}

/** What a heartbeat may change of the steps: how often the one in progress was tried. */
function triesOf(steps: readonly TaskStep[]): string {
  const step = steps.find(({ status }) => status === 'in progress');
  return step === undefined ? '' : `${step.name}:${step.attempts}`;
}

/** Stands for the error where a checkpoint says what it keeps. */
const THE_ERROR = '!';

/** A result is kept by the place of its step, which stays: a newer version puts a step only behind those that were begun. */
function whatIsKept(
  steps: readonly TaskStep[],
  { result, error }: Kept,
): readonly [what: string | number, value: string] {
  if (result !== undefined) return [steps.findIndex(({ name }) => name === result.step), result.json];
  return error === undefined ? ['', ''] : [THE_ERROR, JSON.stringify(error)];
}
