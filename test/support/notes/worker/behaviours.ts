import { Injectable } from '@nestjs/common';
import {
  PermanentError,
  type StepContext,
  systemClock,
  TransientError,
} from '../../../../src/workflow/index.js';
import { NotesRepository } from './notes.repository.js';

type Context = StepContext<unknown, unknown>;

/** Between two looks at a gate. */
const LOOK_MS = 20;

/** What steps do beside their work, as an order says for each: `<behaviour>:<argument>`. */
@Injectable()
export class Behaviours {
  private readonly known: Readonly<
    Record<string, (argument: string, context: Context, step: string) => unknown>
  > = {
    /** Waits at the gate of this name until the test opens it, or the signal fires. */
    gate: (name, context) => this.wait(name, context),
    /** Fails transiently so many times. */
    transient: (times, context) => {
      if (context.attempt <= Number(times)) throw new TransientError('not yet', LOOK_MS);
    },
    /** Fails for good with this status. */
    permanent: (status) => {
      const title = 'The note is not wanted';
      throw new PermanentError({ type: '/problems/unwanted', title, status: Number(status), detail: 'No.' });
    },
    /** Throws what nobody foresaw. */
    defect: (words) => {
      throw new TypeError(words);
    },
    /** Ends only when its signal fires. */
    hang: (_, context) =>
      systemClock.sleep(2 ** 31 - 1, context.signal).then(() => context.signal.throwIfAborted()),
    /** Never ends and heeds no signal. */
    deaf: () => Promise.race([]),
    /** Kills its process, the first so many times. */
    die: async (times, context, step) => {
      if ((await this.notes.count(context.uid, step)) <= Number(times)) process.kill(process.pid, 'SIGKILL');
    },
    /** Blocks the event loop for so many milliseconds, the first time. */
    block: async (ms, context, step) => {
      if ((await this.notes.count(context.uid, step)) > 1) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
    },
    /** Takes so many milliseconds, unless the signal fires. */
    pause: (ms, context) =>
      systemClock.sleep(Number(ms), context.signal).then(() => context.signal.throwIfAborted()),
    /** Returns only after it has told how far it is, in so many slices. */
    slices: (times, context) => {
      for (let slice = 1; slice <= Number(times); slice += 1) context.progress(slice / Number(times));
    },
    /** Takes this for the path of the note. */
    path: (path) => ({ path }),
    /** Returns a number that JSON has no form for. */
    bigint: () => ({ size: 1n }),
    /** Returns what holds itself. */
    circle: () => {
      const circle: Record<string, unknown> = {};
      return Object.assign(circle, { circle });
    },
    /** Returns so many characters. */
    large: (size) => ({ padding: 'x'.repeat(Number(size)) }),
  };

  constructor(private readonly notes: NotesRepository) {}

  /** Does what was ordered for a step; answers what is to be in its result, beside what it made. */
  async perform(step: string, ordered: string | undefined, context: Context): Promise<object> {
    await this.notes.did(context.taskId, step, 'ran');
    return this.behave(step, ordered, context);
  }

  /** Does what was ordered; answers what comes of it. */
  async behave(step: string, ordered: string | undefined, context: Context): Promise<object> {
    if (ordered === undefined) return {};
    const [, name = '', argument = ''] = /^([^:]*):?(.*)$/s.exec(ordered) ?? [];
    const behaviour = this.known[name];
    if (behaviour === undefined) throw new Error(`no step behaves like "${name}"`);
    return Object.assign({}, await behaviour(argument, context, step));
  }

  private async wait(gate: string, { signal }: Context): Promise<void> {
    await this.notes.comeTo(gate);
    while (!(await this.notes.isOpen(gate))) {
      signal.throwIfAborted();
      await systemClock.sleep(LOOK_MS, signal);
    }
  }
}
