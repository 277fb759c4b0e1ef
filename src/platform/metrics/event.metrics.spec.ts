import { Registry } from 'prom-client';
import { EventLogger } from '../logging/index.js';
import { EventMetrics } from './event.metrics.js';
import { Gauges } from './gauges.js';
import { MetricsPage } from './metrics.page.js';

function open() {
  const log = EventLogger.forProcess('test', 'silent');
  const registry = new Registry();
  const page = new MetricsPage(registry);
  const metrics = new EventMetrics(registry, log);
  return { log, registry, page, metrics };
}

describe('metrics of events', () => {
  it('count what is not written too, by the fields of the event and of its logger', async () => {
    const { log, page } = open();
    log.child({ kind: 'build' }).debug('step.failed', { step: 'paint', try: 1 });
    log.debug('task.refused', { kind: 'build', limit: 'rate' });
    const text = await page.text();
    expect(text).toContain('factory_step_failures_total{kind="build",step="paint"} 1');
    expect(text).toContain('factory_tasks_refused_total{kind="build",limit="rate"} 1');
  });

  it('tell ends apart', async () => {
    const { log, page } = open();
    log.info('task.failed', { kind: 'build', status: 409, step: 'paint' });
    log.info('task.cancelled', { kind: 'build' });
    const text = await page.text();
    expect(text).toContain('factory_tasks_ended_total{kind="build",status="failed"} 1');
    expect(text).toContain('factory_tasks_ended_total{kind="build",status="cancelled"} 1');
    expect(text).toContain('factory_task_failures_total{kind="build",status="409"} 1');
  });

  it('time in seconds, where the event tells a time', async () => {
    const { log, page } = open();
    log.debug('task.started', { kind: 'build', pickups: 1, waitedMs: 250 });
    log.debug('task.started', { kind: 'build', pickups: 2 });
    const text = await page.text();
    expect(text).toContain('factory_task_wait_seconds_sum{kind="build"} 0.25');
    expect(text).toContain('factory_task_wait_seconds_count{kind="build"} 1');
  });

  it('count every warning and every error by its name, and nothing less', async () => {
    const { log, page } = open();
    log.error('http.failed', { path: '/tasks/1' });
    log.warn('sweep.failed');
    log.info('api.started');
    const lines = (await page.text()).split('\n');
    expect(lines.filter((line) => line.startsWith('factory_log_events_total'))).toEqual([
      'factory_log_events_total{level="error",event="http.failed"} 1',
      'factory_log_events_total{level="warn",event="sweep.failed"} 1',
    ]);
  });
});

describe('gauges', () => {
  it('are looked up each time, and forget what is not there any more', async () => {
    const { registry, page } = open();
    const waiting = new Map([['build', 3]]);
    const gauges = new Gauges(registry);
    gauges.add({ name: 'waiting', help: 'Waiting.', label: 'kind', read: () => waiting });
    gauges.add({ name: 'kinds', help: 'Kinds.', read: () => waiting.size });
    expect(await page.text()).toMatch(/waiting\{kind="build"\} 3\n[^]*kinds 1\n/);
    waiting.clear();
    const text = await page.text();
    expect(text).toContain('kinds 0');
    expect(text).not.toContain('waiting{');
  });
});
