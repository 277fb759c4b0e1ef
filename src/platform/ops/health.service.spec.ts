import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { EventLogger } from '../logging/index.js';
import { HealthChecks } from './health.checks.js';
import { HealthService } from './health.service.js';

async function open() {
  const events: unknown[] = [];
  const log = EventLogger.forProcess('test', 'info', {
    write: (line) => events.push((JSON.parse(line) as { event: string }).event),
  });
  const module = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false })],
    providers: [HealthChecks, HealthService, { provide: EventLogger, useValue: log }],
  }).compile();
  return { module, events, checks: module.get(HealthChecks), health: module.get(HealthService) };
}

const down = async (): Promise<void> => {
  throw new Error('Redis is not connected');
};
const up = async (): Promise<void> => {};

describe('HealthService', () => {
  it('answers 200 while all checks of the probe are up', async () => {
    const { checks, health } = await open();
    checks.add({ name: 'redis', probe: 'ready', check: up });
    checks.add({ name: 'fetching', probe: 'live', check: down });
    const { status, headers, body } = await health.report('ready');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store' });
    expect(JSON.parse(body)).toMatchObject({ status: 'ok', details: { redis: { status: 'up' } } });
  });

  it('answers 503, saying what is down and why, and when to ask again', async () => {
    const { checks, health } = await open();
    checks.add({ name: 'redis', probe: 'ready', check: down });
    const { status, headers, body } = await health.report('ready');
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'Retry-After': '1' });
    expect(JSON.parse(body)).toMatchObject({
      status: 'error',
      details: { redis: { status: 'down', message: 'Redis is not connected' } },
    });
  });

  it('answers for a check that never does', async () => {
    const { checks, health } = await open();
    checks.add({ name: 'redis', probe: 'ready', check: () => new Promise(() => {}) });
    expect((await health.report('ready')).status).toBe(503);
  });

  it('takes a check that throws at once for one that is down', async () => {
    const { checks, health } = await open();
    const check = (): Promise<void> => {
      throw new Error('at once');
    };
    checks.add({ name: 'fetching', probe: 'live', check });
    expect((await health.report('live')).body).toContain('at once');
  });

  it('is unready while it shuts down, but alive', async () => {
    const { module, checks, health } = await open();
    checks.add({ name: 'fetching', probe: 'live', check: up });
    checks.shutdown();
    await module.close();
    expect(await health.report('ready')).toMatchObject({ status: 503, body: '{"status":"shutting_down"}' });
    expect((await health.report('live')).status).toBe(200);
  });

  it('logs changes, not answers', async () => {
    const { checks, health, events } = await open();
    let broken = true;
    checks.add({ name: 'redis', probe: 'ready', check: () => (broken ? down() : up()) });
    for (const now of [true, false, true, false]) {
      broken = now;
      await health.report('ready');
      await health.report('ready');
    }
    // It begins unready, which is no change.
    expect(events).toEqual(['health.up', 'health.down', 'health.up']);
  });

  it('logs that a process is not alive, also where it never was', async () => {
    const { checks, health, events } = await open();
    checks.add({ name: 'fetching', probe: 'live', check: down });
    await health.report('live');
    expect(events).toEqual(['health.down']);
  });

  it('fails on what terminus itself does wrong', async () => {
    const terminus = {
      check: () => Promise.reject(new TypeError('a defect')),
    } as unknown as HealthCheckService;
    const { module, checks } = await open();
    const health = new HealthService(terminus, new HealthIndicatorService(), checks, module.get(EventLogger));
    await expect(health.report('live')).rejects.toThrow('a defect');
  });
});
