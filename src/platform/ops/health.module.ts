import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from './health.checks.js';
import { HealthServer } from './health.server.js';
import { LoadGuard } from './load.guard.js';
import { HealthService } from './health.service.js';

/** Health of a process. What tells it to clients is loaded only in the API. */
@Module({})
export class HealthModule {
  /** Told in detail on a port of its own, and in one word by the API itself. */
  static async forApi(): Promise<DynamicModule> {
    const { HealthController } = await import('./health.controller.js');
    const shared = HealthModule.forWorker();
    return {
      ...shared,
      controllers: [HealthController],
      providers: [...(shared.providers ?? []), LoadGuard],
    };
  }

  /** Told in detail on a port of its own. */
  static forWorker(): DynamicModule {
    return {
      module: HealthModule,
      global: true,
      imports: [TerminusModule.forRoot({ logger: false })],
      providers: [HealthChecks, HealthService, HealthServer],
      exports: [HealthChecks],
    };
  }
}
