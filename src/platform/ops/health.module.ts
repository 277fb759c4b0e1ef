import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from './health.checks.js';
import { HealthService } from './health.service.js';

/** Health of a process. The way it is told is loaded only where it is used. */
@Module({})
export class HealthModule {
  /** Told by the API itself. */
  static async forApi(): Promise<DynamicModule> {
    const { HealthController } = await import('./health.controller.js');
    return { ...health([]), controllers: [HealthController] };
  }

  /** Told on a port of its own. */
  static async forWorker(): Promise<DynamicModule> {
    const { HealthServer } = await import('./health.server.js');
    return health([HealthServer]);
  }
}

function health(more: readonly Provider[]): DynamicModule {
  return {
    module: HealthModule,
    global: true,
    imports: [TerminusModule.forRoot({ logger: false })],
    providers: [HealthChecks, HealthService, ...more],
    exports: [HealthChecks],
  };
}
