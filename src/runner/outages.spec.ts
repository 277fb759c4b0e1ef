import { StoreUnavailableError } from '../platform/redis/index.js';
import { Interruption, NO_RETRY, type Step } from '../workflow/index.js';
import { bearingOutages } from './outages.js';
import { context } from './step-context.spec-kit.js';

const step = (run: Step['run'], undo?: Step['undo']): Step =>
  bearingOutages({ name: 'a', timeoutMs: 1, retry: NO_RETRY, run, ...(undo === undefined ? {} : { undo }) });
const fail = (error: Error) => (): never => {
  throw error;
};

describe('a step, while Redis does not serve', () => {
  const outage = new StoreUnavailableError('away');

  it('is run again until it is done, and so is its undo', async () => {
    const runs = { run: 0, undo: 0 };
    const second = (which: 'run' | 'undo') => (): void => {
      runs[which] += 1;
      if (runs[which] < 2) throw outage;
    };
    const both = step(second('run'), second('undo'));
    await both.run(context);
    await both.undo?.(context);
    expect(runs).toEqual({ run: 2, undo: 2 });
  });

  it('ends with its attempt', async () => {
    const stop = new AbortController();
    const away = step(fail(outage)).run({ ...context, signal: stop.signal });
    stop.abort(new Interruption('lost'));
    await expect(away).rejects.toEqual(new Interruption('lost'));
  });

  it('fails as ever for all other reasons', async () => {
    const error = new Error('broken');
    expect(() => step(fail(error)).run(context)).toThrow(error);
    await expect(step(() => Promise.reject(error)).run(context)).rejects.toBe(error);
  });

  it('answers what it answers, and has no undo where it had none', async () => {
    expect(await step(() => 7).run(context)).toBe(7);
    expect(step(() => 7)).not.toHaveProperty('undo');
  });
});
