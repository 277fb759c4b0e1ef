import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { readSettings, Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import { MetricsPage } from '../metrics/index.js';
import { HealthChecks } from './health.checks.js';
import { HealthServer } from './health.server.js';
import { HealthService } from './health.service.js';

const page = { contentType: 'text/plain', text: () => Promise.resolve('up 1\n') };

async function open() {
  const module = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false })],
    providers: [
      HealthChecks,
      HealthService,
      HealthServer,
      { provide: MetricsPage, useValue: page },
      { provide: Settings, useValue: readSettings({ HEALTH_PORT: '0', HOST: '127.0.0.1' }, []) },
      { provide: EventLogger, useValue: EventLogger.forProcess('test', 'silent') },
    ],
  }).compile();
  await module.init();
  const url = `http://127.0.0.1:${module.get(HealthServer).port}`;
  return { module, url, checks: module.get(HealthChecks) };
}

describe('HealthServer', () => {
  it('answers both probes', async () => {
    const { module, url, checks } = await open();
    checks.add({ name: 'redis', probe: 'ready', check: () => Promise.reject(new Error('away')) });
    const live = await fetch(`${url}/health/live`);
    expect([live.status, await live.json()]).toMatchObject([200, { status: 'ok' }]);
    const ready = await fetch(`${url}/health/ready/?from=probe`);
    expect([ready.status, ready.headers.get('retry-after'), await ready.json()]).toMatchObject([
      503,
      '1',
      { error: { redis: { message: 'away' } } },
    ]);
    await module.close();
  });

  it('tells the metrics', async () => {
    const { module, url } = await open();
    const answer = await fetch(`${url}/metrics`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain',
      'up 1\n',
    ]);
    await module.close();
  });

  it('has nothing else, and takes no other method', async () => {
    const { module, url } = await open();
    expect((await fetch(`${url}/`)).status).toBe(404);
    const posted = await fetch(`${url}/health/live`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await fetch(`${url}/health/live`, { method: 'HEAD' })).status).toBe(200);
    await module.close();
  });

  it('frees its port when the process ends', async () => {
    const { module, url } = await open();
    await module.close();
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('fails the start when its port is taken', async () => {
    const { module, url } = await open();
    const settings = readSettings({ HEALTH_PORT: new URL(url).port, HOST: '127.0.0.1' }, []);
    const second = new HealthServer(
      module.get(HealthService),
      module.get(MetricsPage),
      settings,
      module.get(EventLogger),
    );
    await expect(second.onApplicationBootstrap()).rejects.toThrow('EADDRINUSE');
    await module.close();
  });
});
