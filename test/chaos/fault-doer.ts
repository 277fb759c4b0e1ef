import type { Redis } from 'ioredis';
import { pause } from '../support/pause.js';
import type { RedisServer } from '../support/redis-server.js';
import type { PlannedFault, ProcessName } from './faults.js';
import { type Fleet, PREFIX } from './fleet.js';
import type { DoneFault } from './history.js';

/** What a slow link adds each way. A few round trips of a step must still fit into its timeout. */
const SLOW_MS = 25;

/** All of BullMQ's keys, at once: a job that was half deleted would be the suite's own doing. */
const LOSE_QUEUES = `
local keys = redis.call('KEYS', ARGV[1])
for _, key in ipairs(keys) do redis.call('DEL', key) end
return #keys`;

/** Does the faults of a schedule when their time comes, and heals them. */
export class FaultDoer {
  readonly done: DoneFault[] = [];

  constructor(
    private readonly fleet: Fleet,
    private readonly server: RedisServer,
    private readonly redis: Redis,
  ) {}

  /** Resolves once every fault has healed. Units: `began` in milliseconds since the epoch. */
  async run(schedule: readonly PlannedFault[], began: number): Promise<void> {
    const ends: Promise<void>[] = [];
    let redisFree: Promise<void> = Promise.resolve();
    for (const fault of schedule) {
      await pause(began + fault.at - Date.now());
      // There is one Redis: what is done to it is done one after another.
      if (fault.fault.startsWith('redis')) {
        redisFree = redisFree.then(() => this.record(fault));
        ends.push(redisFree);
      } else {
        ends.push(this.record(fault));
      }
    }
    await Promise.all(ends);
  }

  private async record(fault: PlannedFault): Promise<void> {
    const from = Date.now();
    const pid = await this.perform(fault);
    this.done.push({ ...fault, from, to: Date.now(), ...(pid === undefined ? {} : { pid }) });
  }

  /** Answers the process it was done to, where it was one. */
  private async perform(fault: PlannedFault): Promise<number | undefined> {
    if (fault.fault === 'kill') return this.kill(fault.target);
    if (fault.fault === 'freeze') return this.freeze(fault.target, fault.forMs);
    if (isOfLink(fault)) await this.spoilLink(fault);
    else if (fault.fault === 'redis-kill' || fault.fault === 'redis-freeze') await this.takeRedis(fault);
    else await this.command(fault);
    return undefined;
  }

  private kill(name: ProcessName): number {
    const process = this.fleet.process(name);
    process.signal('SIGKILL');
    return process.pid;
  }

  private async freeze(name: ProcessName, forMs: number): Promise<number> {
    const process = this.fleet.process(name);
    process.signal('SIGSTOP');
    await pause(forMs);
    process.signal('SIGCONT');
    return process.pid;
  }

  private async spoilLink(fault: LinkFault): Promise<void> {
    const proxy = this.fleet.proxy(fault.target);
    if (fault.fault === 'link-cut') return proxy.cut();
    if (fault.fault === 'link-freeze') proxy.freeze();
    if (fault.fault === 'link-drop-replies') proxy.dropReplies();
    if (fault.fault === 'link-slow') proxy.slow(SLOW_MS);
    await pause(fault.forMs);
    if (fault.fault === 'link-freeze') proxy.thaw();
    if (fault.fault === 'link-drop-replies') proxy.keepReplies();
    if (fault.fault === 'link-slow') proxy.slow(0);
  }

  private async takeRedis({ fault, forMs }: PlannedFault & { forMs: number }): Promise<void> {
    if (fault === 'redis-kill') {
      await this.server.kill();
      await pause(forMs);
      await this.server.start();
    } else {
      this.server.freeze();
      await pause(forMs);
      this.server.thaw();
    }
  }

  private async command(fault: PlannedFault): Promise<void> {
    if (fault.fault === 'redis-pause') {
      await this.redis.call('CLIENT', 'PAUSE', fault.forMs, 'ALL');
      await pause(fault.forMs);
    }
    if (fault.fault === 'redis-cut-clients') await this.redis.call('CLIENT', 'KILL', 'TYPE', 'normal');
    if (fault.fault === 'redis-forget-scripts') await this.redis.call('SCRIPT', 'FLUSH');
    if (fault.fault === 'redis-lose-queues') await this.redis.eval(LOSE_QUEUES, 0, `{${PREFIX}:queues}*`);
  }
}

type LinkFault = PlannedFault & { readonly fault: `link-${string}` };

function isOfLink(fault: PlannedFault): fault is LinkFault {
  return fault.fault.startsWith('link-');
}
