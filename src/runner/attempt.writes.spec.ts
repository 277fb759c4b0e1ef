import { StoreUnavailableError } from '../platform/redis/index.js';
import { GivenUpError, LeaseLostError } from '../tasks/index.js';
import { Cancellation, Interruption, Stop } from '../workflow/index.js';
import { AttemptWrites } from './attempt.writes.js';

const cancelled = { type: '/problems/cancelled', title: 'Cancelled', status: 409, detail: 'asked for' };
const released = new Interruption('released');
const atOnce = { sleep: () => Promise.resolve() };
const never = (): Promise<string> => Promise.race([]);

describe('a write of an attempt', () => {
  it('answers what was written', async () => {
    await expect(new AttemptWrites(new Stop(), atOnce).run(async () => 'kept')).resolves.toBe('kept');
  });

  it('is repeated while Redis refuses it', async () => {
    let calls = 0;
    const refusedTwice = async (): Promise<string> => {
      calls += 1;
      if (calls <= 2) throw new StoreUnavailableError('NOREPLICAS');
      return `call ${calls}`;
    };
    await expect(new AttemptWrites(new Stop(), atOnce).run(refusedTwice)).resolves.toBe('call 3');
  });

  it.each([
    ['lost', 'the attempt holds its task no longer', new LeaseLostError(), new Interruption('lost')],
    ['cancelled', 'its task was given up', new GivenUpError(cancelled), new Cancellation(cancelled)],
    ['broken', 'it fails otherwise', new TypeError('a defect'), new TypeError('a defect')],
  ])('ends the attempt as %s where %s', async (_how, _why, thrown, expected) => {
    const failing = (): Promise<string> => Promise.reject(thrown);
    await expect(new AttemptWrites(new Stop(), atOnce).run(failing)).rejects.toEqual(expected);
  });

  it('waits no longer than until the attempt is stopped', async () => {
    const stop = new Stop();
    const writes = new AttemptWrites(stop, atOnce);
    await writes.run(async () => 'one before');
    const waiting = writes.run(never);
    stop.fire(released);
    await expect(waiting).rejects.toBe(released);
    await expect(writes.run(never)).rejects.toBe(released);
  });

  it('is not sent once the attempt is stopped', async () => {
    const stop = new Stop();
    stop.fire(released);
    let calls = 0;
    const write = (): Promise<string> => {
      calls += 1;
      return never();
    };
    await expect(new AttemptWrites(stop, atOnce).run(write)).rejects.toBe(released);
    expect(calls).toBe(0);
  });

  it('is not tried again once the attempt is stopped', async () => {
    const stop = new Stop();
    let calls = 0;
    const refused = async (): Promise<string> => {
      calls += 1;
      stop.fire(released);
      throw new StoreUnavailableError('NOREPLICAS');
    };
    await expect(new AttemptWrites(stop, atOnce).run(refused)).rejects.toBe(released);
    await Promise.resolve();
    expect(calls).toBe(1);
  });
});
