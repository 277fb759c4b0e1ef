import { eventually } from './eventually.js';
import type { AnyRedis } from './servers.js';

/**
 * A gate at which a step of a note waits until the test opens it. Kept in Redis, so that steps of any process meet it;
 * the step's side is in notes/worker/behaviours.ts.
 */
export class Gate {
  constructor(
    private readonly redis: AnyRedis,
    private readonly base: string,
    readonly name: string,
  ) {}

  /** Lets everyone through, who waits and who comes. */
  async open(): Promise<void> {
    await this.redis.set(`${this.base}:open:${this.name}`, '1');
  }

  /** Waits until so many have come, and answers the pids they came from, in order. */
  async reached(times = 1): Promise<readonly number[]> {
    return eventually(async () => {
      const pids = await this.redis.lrange(`${this.base}:came:${this.name}`, 0, -1);
      if (pids.length < times) throw new Error(`${pids.length} of ${times} came to the gate ${this.name}`);
      return pids.map(Number);
    });
  }
}
