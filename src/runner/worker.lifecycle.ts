import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { LeaseKeeper } from './lease.keeper.js';
import { Served } from './served.js';
import { Sweep } from './sweep.js';
import { WorkerHost } from './worker.host.js';

/** Released attempts get this long to write their release, and as long again to hand back their jobs. */
const RELEASE_MS = 700;

/** Starts the work of a worker process, and ends it so that nothing is lost and nothing waits for a lease. */
@Injectable()
export class WorkerLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly host: WorkerHost,
    private readonly served: Served,
    private readonly sweep: Sweep,
    private readonly leases: LeaseKeeper,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.host.fetch(this.served);
    this.sweep.start();
  }

  /** Stops fetching, gives running steps the grace period, releases the rest and hands its jobs back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.sweep.stop();
    // Closing can hang while Redis is away, so nothing here waits for it without a bound.
    const closed = this.host.close();
    if (await within(closed, this.settings.shutdownGraceMs)) return;
    this.leases.releaseAll();
    if (await within(closed, RELEASE_MS)) return;
    await within(this.host.abandon(), RELEASE_MS);
  }
}

/** Answers true when the promise was fulfilled in time. */
async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
