import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauges } from '../platform/metrics/index.js';
import { LeaseKeeper } from './lease.keeper.js';
import { Served } from './served.js';
import { Sweep } from './sweep.js';

/** Tells how much work there is, and how much of it this worker does. */
@Injectable()
export class WorkerGauges implements OnModuleInit {
  constructor(
    private readonly gauges: Gauges,
    private readonly served: Served,
    private readonly sweep: Sweep,
    private readonly leases: LeaseKeeper,
  ) {}

  onModuleInit(): void {
    this.gauges.add({
      name: 'factory_tasks_waiting',
      help: 'Tasks that wait for any worker, as the last sweep of this one saw it.',
      label: 'kind',
      read: () => new Map(this.served.kinds.map((kind) => [kind, this.sweep.waiting(kind)])),
    });
    this.gauges.add({
      name: 'factory_attempts_running',
      help: 'Attempts that this worker makes now.',
      label: 'kind',
      read: () => new Map(this.served.kinds.map((kind) => [kind, this.leases.runningOf(kind)])),
    });
  }
}
