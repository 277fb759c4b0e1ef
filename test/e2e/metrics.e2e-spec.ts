import { eventually } from '../support/eventually.js';
import { healthUrl, metricsOf } from '../support/metrics.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

const CAR = { brand: 'Ford', make: 'Mustang', model: 2014, color: 'Blue' };

async function expectMetric(process: ServiceProcess, line: string): Promise<void> {
  await eventually(async () => {
    const lines = (await metricsOf(process)).split('\n');
    expect(lines.filter((one) => one.startsWith(line.slice(0, line.indexOf(' '))))).toContain(line);
  });
}

describe('the metrics of both processes', () => {
  let stack: Stack;
  let api: Awaited<ReturnType<Stack['api']>>;
  let worker: ServiceProcess;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
    [api, worker] = await Promise.all([stack.api(), stack.worker()]);
  });
  afterAll(() => stack.close());

  it('are on the health port, and never on the public one', async () => {
    for (const process of [api, worker]) {
      const answer = await fetch(`${await healthUrl(process)}/metrics`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'text/plain; version=0.0.4; charset=utf-8',
      ]);
      expect(await answer.text()).toContain('nodejs_eventloop_lag_p99_seconds');
    }
    expect((await fetch(`${api.url}/metrics`)).status).toBe(404);
  });

  it('follow a task from its request to its end', async () => {
    const { task } = await api.client.make('/cars', CAR);
    expect(task.status).toBe('finished');
    const requests = 'factory_http_request_duration_seconds_count';
    await expectMetric(api, `${requests}{route="/cars",method="POST",status="202",held="no"} 1`);
    await expectMetric(api, 'factory_tasks_accepted_total{kind="car-build"} 1');
    await expectMetric(worker, 'factory_tasks_ended_total{kind="car-build",status="finished"} 1');
    await expectMetric(worker, 'factory_task_duration_seconds_count{kind="car-build"} 1');
    await expectMetric(worker, 'factory_task_wait_seconds_count{kind="car-build"} 1');
    for (const step of ['reserve_parts', 'assemble', 'paint']) {
      const line = `factory_step_duration_seconds_count{kind="car-build",step="${step}"} 1`;
      await expectMetric(worker, line);
    }
  });

  it('have one route for whatever path a client makes up', async () => {
    await Promise.all(['/a', '/b', '/tasks/1/c'].map((path) => fetch(`${api.url}${path}`)));
    const requests = 'factory_http_request_duration_seconds_count';
    await expectMetric(api, `${requests}{route="none",method="GET",status="404",held="no"} 4`);
    expect(await metricsOf(api)).not.toContain('/tasks/1');
  });
});

describe('the gauges', () => {
  let stack: Stack;
  let api: Awaited<ReturnType<Stack['api']>>;
  let worker: ServiceProcess;

  beforeAll(async () => {
    // Slots and limits are exact where tasks are not divided.
    const limits = { WORKER_CONCURRENCY: '1', OPEN_TASKS_MAX_PER_CLIENT: '3', TASK_PARTITIONS: '1' };
    const env = { CAR_BUILD_SECONDS: '600', ...limits };
    stack = await Stack.open({ env: { ...env, SHUTDOWN_GRACE_SECONDS: '0' } });
    [api, worker] = await Promise.all([stack.api(), stack.worker()]);
  });
  afterAll(() => stack.close());

  it('tell of connections, waiting and running tasks, and what limits refuse', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await api.client.post('/cars', CAR)).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    await expectMetric(worker, 'factory_tasks_waiting{kind="car-build"} 2');
    await expectMetric(worker, 'factory_attempts_running{kind="car-build"} 1');
    await expectMetric(api, 'factory_tasks_refused_total{kind="car-build",limit="own"} 1');
    for (const process of [api, worker]) await expectMetric(process, 'factory_redis_connected 1');
  });

  it('tell of waits and streams, and time them apart from other requests', async () => {
    const { headers } = await api.client.get('/tasks?limit=1&status=active');
    expect(headers.get('Wait')).not.toBeNull();
    const leave = new AbortController();
    const options = { signal: leave.signal };
    const waited = fetch(`${api.url}/tasks/1`, { ...options, headers: { Prefer: 'wait=20' } });
    const stream = await fetch(`${api.url}/tasks`, { ...options, headers: { Accept: 'text/event-stream' } });
    await expectMetric(api, 'factory_http_held_requests{sort="wait"} 1');
    await expectMetric(api, 'factory_http_held_requests{sort="stream"} 1');
    leave.abort();
    await expect(waited).rejects.toThrow('aborted');
    await expect(stream.text()).rejects.toThrow('aborted');
    await expectMetric(api, 'factory_http_held_requests{sort="wait"} 0');
    await expectMetric(api, 'factory_http_held_requests{sort="stream"} 0');
    const requests = 'factory_http_request_duration_seconds_count';
    await expectMetric(api, `${requests}{route="/tasks/:taskId",method="GET",status="none",held="yes"} 1`);
    await expectMetric(api, `${requests}{route="/tasks",method="GET",status="200",held="yes"} 1`);
  });

  it('tell how cancels went', async () => {
    await api.client.send('DELETE', '/tasks/3');
    await api.client.send('DELETE', '/tasks/1');
    await expectMetric(api, 'factory_cancels_asked_total{kind="car-build",status="cancelled"} 1');
    await expectMetric(api, 'factory_cancels_asked_total{kind="car-build",status="active"} 1');
    await expectMetric(worker, 'factory_tasks_ended_total{kind="car-build",status="cancelled"} 1');
  });
});
