import { type DynamicModule, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { EventMetrics } from './event.metrics.js';
import { Gauges } from './gauges.js';
import { MetricsPage } from './metrics.page.js';
import { RedisGauge } from './redis.gauge.js';
import { RequestMetrics } from './request.metrics.js';

/** What Prometheus is told of a process. Each application has a registry of its own, so that tests can have several. */
@Module({})
export class MetricsModule {
  /** Of requests, too. */
  static forApi(): DynamicModule {
    const { providers = [], exports: shared = [], ...rest } = MetricsModule.forWorker();
    return { ...rest, providers: [...providers, RequestMetrics], exports: [...shared, RequestMetrics] };
  }

  static forWorker(): DynamicModule {
    const registry = { provide: Registry, useFactory: newRegistry };
    return {
      module: MetricsModule,
      global: true,
      providers: [registry, Gauges, EventMetrics, RedisGauge, MetricsPage],
      exports: [Gauges, MetricsPage],
    };
  }
}

/** Knows from the start what Node says of itself: memory, processor, event loop, garbage. */
function newRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
