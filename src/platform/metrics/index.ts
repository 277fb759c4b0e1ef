export { type Gauge, Gauges } from './gauges.js';
export { MetricsModule } from './metrics.module.js';
export { MetricsPage } from './metrics.page.js';
export { noteHeld, RequestMetrics } from './request.metrics.js';
