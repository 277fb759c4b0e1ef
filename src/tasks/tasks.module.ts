import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { KindRegistry } from './kind.registry.js';
import type { Resource } from './resource.js';
import { StorePartitions } from './store.partitions.js';
import { TaskLedger } from './task.ledger.js';
import { TaskList } from './task.list.js';
import { TaskQueues } from './task.queue.js';
import { TaskService } from './task.service.js';
import { TaskStore } from './task.store.js';
import { TaskSweeper } from './task.sweeper.js';
import { WorkerName } from './worker.name.js';

/** The core: tasks of the kinds that the given resources bring. */
@Module({})
export class TasksModule {
  static of(resources: readonly Resource[]): DynamicModule {
    const kinds = {
      provide: KindRegistry,
      inject: [Settings],
      useFactory: (settings: Settings) =>
        new KindRegistry(
          resources.flatMap((resource) => resource.kinds),
          settings,
        ),
    };
    const parts = [
      kinds,
      StorePartitions,
      TaskStore,
      TaskList,
      TaskLedger,
      TaskSweeper,
      TaskQueues,
      TaskService,
      WorkerName,
    ];
    return { module: TasksModule, global: true, providers: parts, exports: parts };
  }
}
