import { StoreUnavailableError } from '../platform/redis/index.js';
import { Interruption, NO_RETRY, type Step, type StepContext } from '../workflow/index.js';
import { bearingOutages } from './outages.js';

const context: StepContext<unknown, unknown> = {
  input: {},
  results: {},
  taskId: 1,
  uid: 'u',
  attempt: 1,
  signal: new AbortController().signal,
  progress: () => undefined,
};
const step = (run: Step['run'], undo?: Step['undo']): Step =>
  bearingOutages({ name: 'a', timeoutMs: 1, retry: NO_RETRY, run, ...(undo === undefined ? {} : { undo }) });
const fail = (error: Error) => (): never => {
  throw error;
};

describe('a step, while Redis does not serve', () => {
  const outage = new StoreUnavailableError('away');

  it('interrupts its attempt, and so does its undo', async () => {
    const both = step(fail(outage), fail(outage));
    await expect(both.run(context)).rejects.toEqual(new Interruption('lost'));
    await expect(both.undo?.(context)).rejects.toEqual(new Interruption('lost'));
  });

  it('fails as ever for all other reasons', async () => {
    const error = new Error('broken');
    await expect(step(fail(error)).run(context)).rejects.toBe(error);
  });

  it('answers what it answers, and has no undo where it had none', async () => {
    expect(await step(() => 7).run(context)).toBe(7);
    expect(step(() => 7)).not.toHaveProperty('undo');
  });
});
