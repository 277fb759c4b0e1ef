import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { LeaseKeeper } from './lease.keeper.js';
import { ServedKinds } from './served-kinds.js';
import { Sweep } from './sweep.js';
import { TaskRunner } from './task.runner.js';
import { WorkerHost } from './worker.host.js';
import { WorkflowRegistry } from './workflow.registry.js';

/** What makes a process a worker: tasks, workflows and deliveries brought together. */
@Module({
  imports: [DiscoveryModule],
  providers: [WorkflowRegistry, LeaseKeeper, ServedKinds, Sweep, TaskRunner, WorkerHost],
})
export class RunnerModule {}
