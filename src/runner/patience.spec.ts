import { StoreUnavailableError } from '../platform/redis/index.js';
import { patiently } from './patience.js';

/** Time that passes at once, and is counted. */
class Pauses {
  taken = 0;
  constructor(private readonly onPause: (taken: number) => void = () => undefined) {}
  sleep(): Promise<void> {
    this.taken += 1;
    this.onPause(this.taken);
    return Promise.resolve();
  }
}

const refusal = new StoreUnavailableError('NOREPLICAS');
const never = new AbortController();

/** Work that is refused so often before it is done. */
function refused(times: number): () => Promise<string> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw refusal;
    return `done at call ${calls}`;
  };
}

describe('a write that Redis refuses for now', () => {
  it('is repeated, with pauses, until it is taken', async () => {
    const clock = new Pauses();
    await expect(patiently(refused(3), never, clock)).resolves.toBe('done at call 4');
    expect(clock.taken).toBe(3);
  });

  it('is given up when the signal fires, for its reason and without another try', async () => {
    const stop = new AbortController();
    const clock = new Pauses((taken) => {
      if (taken === 2) stop.abort(new Error('the lease is over'));
    });
    let calls = 0;
    const work = async (): Promise<void> => {
      calls += 1;
      throw refusal;
    };
    await expect(patiently(work, stop, clock)).rejects.toThrow('the lease is over');
    expect(calls).toBe(2);
  });

  it('is not repeated when it fails for another reason', async () => {
    const clock = new Pauses();
    const defect = async (): Promise<void> => {
      throw new TypeError('a defect');
    };
    await expect(patiently(defect, never, clock)).rejects.toThrow('a defect');
    expect(clock.taken).toBe(0);
  });
});
