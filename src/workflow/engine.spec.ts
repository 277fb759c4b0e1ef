import { type Attempt, runAttempt } from './engine.js';
import { type Failure, Interruption, PermanentError, TransientError } from './errors.js';
import type { Journal, Resumption } from './journal.js';
import { NO_RETRY, type RetryPolicy } from './retry-policy.js';
import type { Clock } from './settle.js';
import type { Step, StepContext } from './workflow.js';

const THREE_TRIES: RetryPolicy = { maxAttempts: 3, baseMs: 100, capMs: 1_000 };
const noParts: Failure = {
  type: '/problems/parts-short',
  title: 'No parts',
  status: 409,
  detail: 'no wheels',
};

/** A journal in memory that writes down what happens, in order, together with the steps of a test. */
class Notes implements Journal {
  readonly lines: string[] = [];
  encode = (result: unknown): string => JSON.stringify(result ?? null);
  progressed = (step: string, fraction: number): void => void this.lines.push(`progress ${step} ${fraction}`);
  stepRetried = (step: string): void => void this.lines.push(`again ${step}`);
  stepFinished = async (step: string, json: string): Promise<void> =>
    void this.lines.push(`kept ${step} ${json}`);
  stepUndone = async (step: string): Promise<void> => void this.lines.push(`undone ${step}`);
  gaveUp = async ({ status }: Failure, failed: string | undefined): Promise<void> =>
    void this.lines.push(`gave up ${status} ${failed ?? '-'}`);
}

/** A clock on which rests are over at once and no timeout ever comes, unless told. */
const quick: Clock = {
  sleep: (ms, signal) =>
    ms > 10_000
      ? new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      : Promise.resolve(),
};

function step(
  name: string,
  run: (context: StepContext<unknown, unknown>) => unknown,
  undo?: Step['undo'],
  retry: RetryPolicy = NO_RETRY,
): Step {
  const base = { name, timeoutMs: 20_000, retry, run };
  return undo === undefined ? base : { ...base, undo };
}

function fresh(changes: Partial<Resumption> = {}): Resumption {
  return {
    ...{ taskId: 1, uid: 'u', input: { color: 'Blue' }, results: new Map(), failure: undefined },
    ...{ begun: [], attempts: new Map() },
    ...changes,
  };
}

function attempt(notes: Notes, steps: readonly Step[], changes: Partial<Attempt> = {}): Attempt {
  return {
    ...{ steps, from: fresh(), journal: notes, signal: new AbortController().signal, clock: quick },
    ...{ random: () => 0.5, onFailedTry: () => undefined },
    ...changes,
  };
}

describe('an attempt that goes well', () => {
  it('runs the steps in order, each seeing the results before it, and keeps all but the last', async () => {
    const notes = new Notes();
    const steps = [
      step('a', () => 1),
      step('b', ({ results }) => ({ seen: results })),
      step('c', ({ results, input }) => ({ results, input })),
    ];
    const outcome = await runAttempt(attempt(notes, steps));
    expect(outcome).toEqual({
      kind: 'finished',
      step: 'c',
      json: '{"results":{"a":1,"b":{"seen":{"a":1}}},"input":{"color":"Blue"}}',
    });
    expect(notes.lines).toEqual(['kept a 1', 'kept b {"seen":{"a":1}}']);
  });

  it('never runs a step again whose result is in the journal', async () => {
    const notes = new Notes();
    const steps = [
      step('a', () => {
        throw new Error('ran again');
      }),
      step('b', ({ results }) => results),
    ];
    const outcome = await runAttempt(
      attempt(notes, steps, { from: fresh({ results: new Map([['a', 7]]) }) }),
    );
    expect(outcome).toEqual({ kind: 'finished', step: 'b', json: '{"a":7}' });
  });

  it('shows later steps what the journal would give back after a crash', async () => {
    const steps = [step('a', () => ({ at: new Date(0) })), step('b', ({ results }) => results)];
    const outcome = await runAttempt(attempt(new Notes(), steps));
    expect(outcome).toMatchObject({ json: '{"a":{"at":"1970-01-01T00:00:00.000Z"}}' });
  });

  it('passes progress on', async () => {
    const notes = new Notes();
    await runAttempt(attempt(notes, [step('a', ({ progress }) => progress(0.5))]));
    expect(notes.lines).toEqual(['progress a 0.5']);
  });
});

describe('a step that fails', () => {
  it('is tried again as its policy says, with the try it is at', async () => {
    const notes = new Notes();
    const tries: number[] = [];
    const flaky = step(
      'a',
      (context) => {
        tries.push(context.attempt);
        if (tries.length < 3) throw new TransientError('busy');
        return 'ok';
      },
      undefined,
      THREE_TRIES,
    );
    expect(await runAttempt(attempt(notes, [flaky]))).toMatchObject({ kind: 'finished', json: '"ok"' });
    expect(tries).toEqual([1, 2, 3]);
    expect(notes.lines).toEqual(['again a', 'again a']);
  });

  it('rests with full jitter, or as long as the error asks', async () => {
    const rests: number[] = [];
    const clock: Clock = {
      sleep: (ms, signal) => {
        if (ms < 20_000) rests.push(ms);
        return quick.sleep(ms, signal);
      },
    };
    let tries = 0;
    const flaky = step(
      'a',
      () => {
        tries += 1;
        throw new TransientError('busy', tries === 1 ? 7 : undefined);
      },
      undefined,
      THREE_TRIES,
    );
    await runAttempt(attempt(new Notes(), [flaky], { clock }));
    expect(rests).toEqual([7, 100]);
  });

  it('fails the task at once for a permanent error, without an undo of its own', async () => {
    const notes = new Notes();
    const undo = (): void => void notes.lines.push('undo of a');
    const steps = [
      step('a', () => 1, undo),
      step(
        'b',
        () => {
          throw new PermanentError(noParts);
        },
        () => void notes.lines.push('undo of b'),
        THREE_TRIES,
      ),
    ];
    expect(await runAttempt(attempt(notes, steps))).toEqual({
      kind: 'failed',
      failure: { ...noParts, step: 'b' },
      failed: undefined,
    });
    expect(notes.lines).toEqual(['kept a 1', 'gave up 409 b', 'undo of a', 'undone a']);
  });

  it('needs no write of its own when there is nothing to undo', async () => {
    const notes = new Notes();
    const steps = [
      step('a', () => {
        throw new PermanentError(noParts);
      }),
    ];
    expect(await runAttempt(attempt(notes, steps))).toMatchObject({ kind: 'failed', failed: 'a' });
    expect(notes.lines).toEqual([]);
  });

  it('tells the client nothing of a defect, and undoes the step too, whose effect may have happened', async () => {
    const notes = new Notes();
    const steps = [
      step(
        'a',
        () => 1,
        () => void notes.lines.push('undo of a'),
      ),
      step(
        'b',
        () => {
          throw new Error('secret');
        },
        () => void notes.lines.push('undo of b'),
      ),
    ];
    const outcome = await runAttempt(attempt(notes, steps));
    expect(outcome).toMatchObject({ kind: 'failed', failure: { status: 500, step: 'b' } });
    expect(JSON.stringify(outcome)).not.toContain('secret');
    expect(notes.lines).toEqual([
      ...['kept a 1', 'gave up 500 -', 'undo of b', 'undone b', 'undo of a', 'undone a'],
    ]);
  });

  it('counts a result that can not be kept as a failed try', async () => {
    const notes = new Notes();
    notes.encode = () => {
      throw new TypeError('a step returned a function');
    };
    expect(await runAttempt(attempt(notes, [step('a', () => 1)]))).toMatchObject({ kind: 'failed' });
  });

  it('is stopped when its time is up', async () => {
    const clock: Clock = { sleep: () => Promise.resolve() };
    const reasons: unknown[] = [];
    const hanging = step(
      'a',
      ({ signal }) => new Promise(() => signal.addEventListener('abort', () => undefined)),
    );
    await runAttempt(
      attempt(new Notes(), [hanging], { clock, onFailedTry: (_s, _n, error) => reasons.push(error) }),
    );
    expect(reasons).toEqual([expect.objectContaining({ message: 'not done within 20000 ms' })]);
  });
});

describe('an attempt at a task that was given up before', () => {
  const undone = (notes: Notes, name: string): Step =>
    step(
      name,
      () => name,
      () => void notes.lines.push(`undo ${name}`),
    );

  it('goes on undoing, last first, and runs no step', async () => {
    const notes = new Notes();
    const steps = ['a', 'b', 'c'].map((name) => undone(notes, name));
    const from = fresh({ failure: noParts, begun: ['a', 'b'] });
    expect(await runAttempt(attempt(notes, steps, { from }))).toMatchObject({
      kind: 'failed',
      failure: noParts,
    });
    expect(notes.lines).toEqual(['undo b', 'undone b', 'undo a', 'undone a']);
  });

  it('is stuck, not failed, while an undo can not be done', async () => {
    const notes = new Notes();
    const steps = [
      step(
        'a',
        () => 1,
        () => {
          throw new Error('the warehouse is closed');
        },
      ),
    ];
    const from = fresh({ failure: noParts, begun: ['a'] });
    expect(await runAttempt(attempt(notes, steps, { from }))).toEqual({ kind: 'stuck' });
    expect(notes.lines).toEqual([]);
  });
});

describe('an attempt that is interrupted', () => {
  it.each(['lost', 'released'] as const)('ends as %s and writes nothing more', async (kind) => {
    const notes = new Notes();
    const abort = new AbortController();
    const steps = [
      step('a', () => {
        abort.abort(new Interruption(kind));
        return new Promise(() => undefined);
      }),
    ];
    expect(await runAttempt(attempt(notes, steps, { signal: abort.signal }))).toEqual({ kind });
    expect(notes.lines).toEqual([]);
  });

  it('passes the interruption on to the running step', async () => {
    const abort = new AbortController();
    const heard: unknown[] = [];
    const steps = [
      step('a', ({ signal }) => {
        signal.addEventListener('abort', () => heard.push(signal.reason));
        abort.abort(new Interruption('released'));
        return new Promise(() => undefined);
      }),
    ];
    await runAttempt(attempt(new Notes(), steps, { signal: abort.signal }));
    expect(heard).toEqual([expect.any(Interruption)]);
  });

  it('ends as lost when the journal refuses a write', async () => {
    const notes = new Notes();
    notes.stepFinished = () => Promise.reject(new Interruption('lost'));
    expect(await runAttempt(attempt(notes, [step('a', () => 1), step('b', () => 2)]))).toEqual({
      kind: 'lost',
    });
  });
});
