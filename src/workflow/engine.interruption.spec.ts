import { runAttempt } from './engine.js';
import { Cancellation, type Failure, Interruption, PermanentError } from './errors.js';
import { attempt, fresh, never, noParts, Notes, step } from './engine.spec-kit.js';
import { Stop } from './stop.js';
import type { Step } from './workflow.js';

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
    const abort = new Stop();
    const steps = [
      step('a', () => {
        abort.fire(new Interruption(kind));
        return never();
      }),
    ];
    expect(await runAttempt(attempt(notes, steps, { abort }))).toEqual({ kind });
    expect(notes.lines).toEqual([]);
  });

  it('neither begins nor undoes a step once a look finds that it must stop', async () => {
    const abort = new Stop();
    const notes = new Notes();
    const look = (): void => abort.fire(new Interruption('lost'));
    const did: string[] = [];
    const steps = [
      step(
        'a',
        () => did.push('run'),
        () => void did.push('undo'),
      ),
    ];
    expect(await runAttempt(attempt(notes, steps, { abort, look }))).toEqual({ kind: 'lost' });
    const from = fresh({ failure: noParts, begun: ['a'] });
    expect(await runAttempt(attempt(notes, steps, { abort, look, from }))).toEqual({ kind: 'lost' });
    expect([...did, ...notes.lines]).toEqual([]);
  });

  it('passes the interruption on to the running step', async () => {
    const abort = new Stop();
    const heard: unknown[] = [];
    const steps = [
      step('a', ({ signal }) => {
        signal.addEventListener('abort', () => heard.push(signal.reason));
        abort.fire(new Interruption('released'));
        return never();
      }),
    ];
    await runAttempt(attempt(new Notes(), steps, { abort }));
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

describe('a task that is cancelled', () => {
  const cancelled: Failure = { ...noParts, type: '/problems/cancelled' };
  const outcome = { kind: 'failed', failure: cancelled, failed: undefined };
  const undone = (notes: Notes, name: string, run: Step['run'] = () => name): Step =>
    step(name, run, () => void notes.lines.push(`undo ${name}`));

  it('stops its running step, and undoes that and those before it, last first', async () => {
    const notes = new Notes();
    const cancel = new Stop();
    const heard: unknown[] = [];
    const hang: Step['run'] = ({ signal }) => {
      signal.addEventListener('abort', () => heard.push(signal.reason));
      cancel.fire(new Cancellation(cancelled));
      return never();
    };
    const steps = [undone(notes, 'a'), undone(notes, 'b', hang), undone(notes, 'c')];
    expect(await runAttempt(attempt(notes, steps, { cancel }))).toEqual(outcome);
    expect(heard).toEqual([expect.any(Cancellation)]);
    expect(notes.lines).toEqual(['kept a "a"', 'undo b', 'undone b', 'undo a', 'undone a']);
  });

  it('is undone when the journal refuses a step, or the end', async () => {
    for (const refused of ['stepFinished', 'taskFinished'] as const) {
      const notes = new Notes();
      notes[refused] = () => Promise.reject(new Cancellation(cancelled));
      const steps =
        refused === 'stepFinished' ? [undone(notes, 'a'), undone(notes, 'b')] : [undone(notes, 'a')];
      expect(await runAttempt(attempt(notes, steps))).toEqual(outcome);
      expect(notes.lines).toEqual(['undo a', 'undone a']);
    }
  });

  it('is undone for the cancel when it was about to be given up for a failure', async () => {
    const notes = new Notes();
    notes.gaveUp = () => Promise.reject(new Cancellation(cancelled));
    const fails = (): never => {
      throw new PermanentError(noParts);
    };
    const steps = [undone(notes, 'a'), undone(notes, 'b', fails)];
    expect(await runAttempt(attempt(notes, steps))).toEqual(outcome);
    expect(notes.lines).toEqual(['kept a "a"', 'undo b', 'undone b', 'undo a', 'undone a']);
  });

  it('goes on undoing though the cancel is told again', async () => {
    const notes = new Notes();
    const cancel = new Stop();
    const undo = async (): Promise<void> => {
      cancel.fire(new Cancellation(cancelled));
      await Promise.resolve();
      notes.lines.push('undo a');
    };
    const fails = (): never => {
      throw new PermanentError(noParts);
    };
    const steps = [step('a', () => 1, undo), step('b', fails)];
    const ended = await runAttempt(attempt(notes, steps, { cancel }));
    expect(ended).toMatchObject({ kind: 'failed', failure: { type: noParts.type } });
    expect(notes.lines).toEqual(['kept a 1', 'gave up 409 b', 'undo a', 'undone a']);
  });
});
