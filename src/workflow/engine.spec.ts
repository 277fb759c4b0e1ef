import { runAttempt } from './engine.js';
import { PermanentError, TransientError } from './errors.js';
import { attempt, fresh, never, noParts, Notes, quick, step, THREE_TRIES } from './engine.spec-kit.js';
import type { Clock } from './settle.js';

describe('an attempt that goes well', () => {
  it('runs the steps in order, each seeing the results before it, and keeps each result', async () => {
    const notes = new Notes();
    const steps = [
      step('a', () => 1),
      step('b', ({ results }) => ({ seen: results })),
      step('c', ({ results, input }) => ({ results, input })),
    ];
    const outcome = await runAttempt(attempt(notes, steps));
    expect(outcome).toEqual({ kind: 'finished' });
    expect(notes.lines).toEqual([
      'kept a 1',
      'kept b {"seen":{"a":1}}',
      'finished c {"results":{"a":1,"b":{"seen":{"a":1}}},"input":{"color":"Blue"}}',
    ]);
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
    expect(outcome).toEqual({ kind: 'finished' });
    expect(notes.lines).toEqual(['finished b {"a":7}']);
  });

  it('shows later steps what the journal would give back after a crash', async () => {
    const steps = [step('a', () => ({ at: new Date(0) })), step('b', ({ results }) => results)];
    const notes = new Notes();
    await runAttempt(attempt(notes, steps));
    expect(notes.lines).toContain('finished b {"a":{"at":"1970-01-01T00:00:00.000Z"}}');
  });

  it('passes progress on', async () => {
    const notes = new Notes();
    await runAttempt(attempt(notes, [step('a', (context) => context.progress(0.5))]));
    expect(notes.lines).toEqual(['progress a 0.5', 'finished a null']);
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
    expect(await runAttempt(attempt(notes, [flaky]))).toEqual({ kind: 'finished' });
    expect(tries).toEqual([1, 2, 3]);
    expect(notes.lines).toEqual(['again a', 'again a', 'finished a "ok"']);
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
    const undone = ['undo of b', 'undone b', 'undo of a', 'undone a'];
    expect(notes.lines).toEqual(['kept a 1', 'gave up 500 -', ...undone]);
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
    const hanging = step('a', never);
    await runAttempt(
      attempt(new Notes(), [hanging], { clock, onFailedTry: (_s, _n, error) => reasons.push(error) }),
    );
    expect(reasons).toEqual([expect.objectContaining({ message: 'not done within 20000 ms' })]);
  });
});
