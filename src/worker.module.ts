import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule, type Settings } from './platform/config/index.js';
import { LoggingModule } from './platform/logging/index.js';
import { MetricsModule } from './platform/metrics/index.js';
import { HealthModule } from './platform/ops/index.js';
import { patientRedis, RedisModule, subscriberRedis } from './platform/redis/index.js';
import { RunnerModule } from './runner/index.js';
import { type Resource, TasksModule } from './tasks/index.js';

/** What a worker process contains. */
@Module({})
export class WorkerModule {
  static async of(settings: Settings, resources: readonly Resource[]): Promise<DynamicModule> {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.of(settings),
        LoggingModule.forProcess('worker'),
        RedisModule.with(
          (values) => patientRedis(values, 'worker'),
          (values) => subscriberRedis(values, 'worker'),
        ),
        MetricsModule.forWorker(),
        HealthModule.forWorker(),
        TasksModule.of(resources),
        RunnerModule,
        ...(await Promise.all(resources.map((resource) => resource.worker()))),
      ],
    };
  }
}
