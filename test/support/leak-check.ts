import { keysLike } from './keys.js';
import type { AnyRedis } from './servers.js';
import type { ServiceProcess } from './service-process.js';

/** Prefixes that test files give themselves; files run side by side, so others' keys are there too. */
const TEST_KEY = /^\{(e2e|it)-[0-9a-f]{12}:/;

/** Sees to it that a test file leaves nothing behind: no key outside its prefix, no process. */
export class LeakCheck {
  private constructor(
    private readonly redis: AnyRedis,
    private readonly foreign: ReadonlySet<string>,
  ) {}

  /** Notes what is there before the file begins. */
  static async begin(redis: AnyRedis): Promise<LeakCheck> {
    return new LeakCheck(redis, new Set(await foreignKeys(redis)));
  }

  /** Removes the prefix's keys. Errors: rejects naming keys outside of it, and processes that had not ended by themselves. */
  async end(prefix: string, processes: readonly ServiceProcess[]): Promise<void> {
    const own = await keysLike(this.redis, `{${prefix}:*`);
    // One by one: keys of several slots can't go together.
    await Promise.all(own.map((key) => this.redis.unlink(key)));
    const keys = (await foreignKeys(this.redis)).filter((key) => !this.foreign.has(key));
    const left = processes.filter(({ running }) => running);
    const faults = [
      ...keys.map((key) => `key ${key}`),
      ...left.map(({ name, pid }) => `process ${name} (pid ${pid})`),
    ];
    if (faults.length > 0) throw new Error(`the test left behind: ${faults.join(', ')}`);
  }
}

async function foreignKeys(redis: AnyRedis): Promise<string[]> {
  return (await keysLike(redis, '*')).filter((key) => !TEST_KEY.test(key));
}
