import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './platform/auth/index.js';
import { ConfigModule, type Settings } from './platform/config/index.js';
import { DocsModule } from './platform/docs/index.js';
import { HttpModule } from './platform/http/index.js';
import { LoggingModule } from './platform/logging/index.js';
import { MetricsModule } from './platform/metrics/index.js';
import { HealthModule } from './platform/ops/index.js';
import { failFastRedis, RedisModule, subscriberRedis } from './platform/redis/index.js';
import { TasksHttpModule } from './tasks/http/index.js';
import { type Resource, TasksModule } from './tasks/index.js';

/** What an API process contains. */
@Module({})
export class ApiModule {
  static async of(settings: Settings, resources: readonly Resource[]): Promise<DynamicModule> {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.of(settings),
        LoggingModule.forProcess('api'),
        RedisModule.with(
          (values) => failFastRedis(values, 'api'),
          (values) => subscriberRedis(values, 'api'),
        ),
        MetricsModule.forApi(),
        AuthModule,
        HttpModule,
        await HealthModule.forApi(),
        TasksModule.of(resources),
        TasksHttpModule,
        DocsModule,
        ...(await Promise.all(resources.map((resource) => resource.api()))),
      ],
    };
  }
}
