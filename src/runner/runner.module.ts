import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Attempts } from './attempts.js';
import { Cancels } from './cancels.js';
import { FetchWatch } from './fetch-watch.js';
import { HandedTasks } from './handed.tasks.js';
import { LeaseKeeper } from './lease.keeper.js';
import { Served } from './served.js';
import { Settlement } from './settlement.js';
import { Sweep } from './sweep.js';
import { TaskRunner } from './task.runner.js';
import { WorkerGauges } from './worker.gauges.js';
import { WorkerHealth } from './worker.health.js';
import { WorkerHost } from './worker.host.js';
import { WorkerLifecycle } from './worker.lifecycle.js';
import { WorkerSlots } from './worker.slots.js';
import { WorkflowRegistry } from './workflow.registry.js';

/** What makes a process a worker: tasks, workflows and deliveries brought together. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    WorkflowRegistry,
    Served,
    LeaseKeeper,
    Cancels,
    FetchWatch,
    Attempts,
    Settlement,
    TaskRunner,
    WorkerSlots,
    HandedTasks,
    Sweep,
    WorkerHost,
    WorkerHealth,
    WorkerGauges,
    WorkerLifecycle,
  ],
})
export class RunnerModule {}
