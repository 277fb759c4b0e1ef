import { readSettings } from '../platform/config/index.js';
import { FetchWatch } from './fetch-watch.js';

const settings = readSettings({ TASK_LEASE_SECONDS: '1', WORKER_CONCURRENCY: '2' }, []);
const LONG_MS = 6_001;
const BUILD = { kind: 'build', partition: 0 };
const realNow = performance.now.bind(performance);

describe('the watch over fetching', () => {
  let nowMs = 0;
  let watch: FetchWatch;
  const check =
    (waiting: number, running = 0, { ageMs = 100, closed = false } = {}) =>
    (): void =>
      watch.check(BUILD, { waiting, running, closed, ageMs });

  beforeEach(() => {
    nowMs = 0;
    watch = new FetchWatch(settings);
    performance.now = () => nowMs;
    check(5)();
    nowMs += LONG_MS;
  });
  afterEach(() => {
    performance.now = realNow;
  });

  it('finds a worker stuck that left waiting tasks alone for six leases', () => {
    expect(check(5)).toThrow('5 tasks of the kind build wait');
  });

  it('finds nothing where it fetched, or nothing waits, or it has no room', () => {
    expect(check(0)).not.toThrow();
    nowMs += LONG_MS;
    expect(check(5, 2)).not.toThrow();
    nowMs += LONG_MS;
    watch.fetched(BUILD);
    expect(check(5)).not.toThrow();
  });

  it('finds it though it fetched from another partition', () => {
    watch.fetched({ ...BUILD, partition: 1 });
    expect(check(5)).toThrow('5 tasks of the kind build wait');
  });

  it('finds nothing while it takes nothing because a task runs alone, nor right after', () => {
    expect(check(5, 1, { closed: true })).not.toThrow();
    nowMs += LONG_MS - 1;
    expect(check(5, 1)).not.toThrow();
  });

  it('does not judge by what it saw before Redis went away', () => {
    expect(check(5, 0, { ageMs: 1_001 })).not.toThrow();
    expect(check(5)).not.toThrow();
  });
});
