import { setImmediate as turn } from 'node:timers/promises';
import { HealthChecks } from './health.checks.js';
import { checkHeap, LoadGuard } from './load.guard.js';

/** What is wrong now. */
async function faultsOf(checks: HealthChecks): Promise<readonly string[]> {
  const results = await Promise.allSettled(checks.of('ready').map(({ check }) => check()));
  return results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
}

function blockFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Goes on, in turns of the event loop that take so long, until it is found to be late, or not late any more. */
async function until(checks: HealthChecks, late: boolean, turnMs: number): Promise<readonly string[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    blockFor(turnMs);
    await turn();
    const faults = await faultsOf(checks);
    if (faults.length > 0 === late || performance.now() > deadline) return faults;
  }
}

describe('the load guard', () => {
  it('turns a process unready while its event loop lags, and ready again', async () => {
    const checks = new HealthChecks();
    const guard = new LoadGuard(checks);
    guard.onModuleInit();
    expect(await faultsOf(checks)).toEqual([]);
    expect(await until(checks, true, 300)).toEqual([expect.stringMatching(/the event loop is \d+ ms late/)]);
    expect(await until(checks, false, 0)).toEqual([]);
    guard.onApplicationShutdown();
  });

  it('takes a heap that is nearly full for a fault', () => {
    expect(() => checkHeap({ used_heap_size: 91, heap_size_limit: 100 })).toThrow('the heap is 91 % full');
    expect(() => checkHeap({ used_heap_size: 90, heap_size_limit: 100 })).not.toThrow();
  });
});
