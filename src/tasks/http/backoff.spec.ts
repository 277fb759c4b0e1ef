import { Backoff, pauseMs } from './backoff.js';

describe('a pause', () => {
  it('is twice as long after each failure, up to some seconds', () => {
    const longest = [0, 1, 2, 3, 4, 5, 2_000].map((failures) => pauseMs(failures, 1));
    expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]);
  });

  it('is half of that at least', () => {
    expect([pauseMs(0, 0), pauseMs(9, 0)]).toEqual([125, 2_000]);
  });

  it('is over once the signal has fired', async () => {
    const abort = new AbortController();
    const backoff = new Backoff();
    const pause = backoff.pause(abort.signal);
    abort.abort();
    await pause;
    await backoff.pause(abort.signal);
    expect(abort.signal.aborted).toBe(true);
  });
});
