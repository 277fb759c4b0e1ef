import { Interruption, NO_RETRY, Stop } from '../workflow/index.js';
import { whileHeld } from './held-steps.js';
import { context } from './step-context.spec-kit.js';

describe('a step of an attempt', () => {
  const did: string[] = [];
  const declared = {
    name: 'a',
    timeoutMs: 1,
    retry: NO_RETRY,
    run: () => did.push('run'),
    undo: () => void did.push('undo'),
  };
  beforeEach(() => did.splice(0));

  it('runs and is undone while the task is held', async () => {
    const step = whileHeld(declared, { look: () => undefined, abort: new Stop() });
    step.run(context);
    await step.undo?.(context);
    expect(did).toEqual(['run', 'undo']);
  });

  it('does neither once a look finds that the lease may be over', () => {
    const stop = new Stop();
    const lost = new Interruption('lost');
    const step = whileHeld(declared, { look: () => stop.fire(lost), abort: stop });
    expect(() => step.run(context)).toThrow(lost);
    expect(() => step.undo?.(context)).toThrow(lost);
    expect(did).toEqual([]);
  });

  it('has no undo where it had none', () => {
    const { undo: _, ...simple } = declared;
    const hold = { look: () => undefined, abort: new Stop() };
    expect(whileHeld(simple, hold)).not.toHaveProperty('undo');
  });
});
