/**
 * All processes are replaced one by one behind nginx, under load: every request must be answered as though nothing
 * happened, and every car made once. Needs nginx. `node bench/rolling.mjs`
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ORDER } from './lib/client.mjs';
import { factoryState } from './lib/factory-state.mjs';
import { connections, send } from './lib/http.mjs';
import { Report } from './lib/statistics.mjs';
import { freePort, Stack, until } from './lib/stack.mjs';

const clients = 12;
const probeMs = 200;

const stack = await Stack.open({ CAR_BUILD_SECONDS: '0.3', LOG_LEVEL: 'warn', SHUTDOWN_DRAIN_SECONDS: '2' });
const report = new Report();
const port = await freePort();

/** The balancer: nginx, which is told by a prober which APIs are ready, as any balancer learns it. */
const confFile = join(stack.dir, 'nginx.conf');
const conf = (ports) => `
daemon off; worker_processes 1; pid ${stack.dir}/nginx.pid; error_log ${stack.dir}/nginx.log error;
events { worker_connections 1024; }
http {
  access_log off;
  # A reload closes idle connections of clients, and one may be just sending on it: each request gets its own here.
  keepalive_timeout 0;
  client_body_temp_path ${stack.dir}; proxy_temp_path ${stack.dir}; fastcgi_temp_path ${stack.dir};
  uwsgi_temp_path ${stack.dir}; scgi_temp_path ${stack.dir};
  upstream api { zone api 64k; keepalive 32; ${ports.map((one) => `server 127.0.0.1:${one};`).join(' ')} }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host $http_host;
      proxy_read_timeout 75s; proxy_buffering off; proxy_next_upstream error timeout http_503; proxy_next_upstream_tries 2; }
  }
}`;
const apis = [await stack.api(), await stack.api()];
let workers = [await stack.worker(), await stack.worker()];
for (const worker of workers) await worker.ready();
let routed = apis
  .map(({ url }) => new URL(url).port)
  .toSorted()
  .join();
await writeFile(confFile, conf(routed.split(',')));
const nginx = spawn('nginx', ['-c', confFile, '-p', stack.dir], { stdio: ['ignore', 'ignore', 'inherit'] });
process.once('exit', () => nginx.kill('SIGKILL'));
const base = `http://127.0.0.1:${port}`;
const agent = connections();
await until('nginx answers', async () => (await send(agent, `${base}/health/ready`)).status === 200);

let probing = true;
const prober = (async () => {
  while (probing) {
    const ready = await Promise.all(
      apis.map(async ({ url }) =>
        (await fetch(`${url}/health/ready`).catch(() => ({}))).ok ? new URL(url).port : '',
      ),
    );
    const now = ready.filter(Boolean).toSorted().join();
    if (now !== routed && now !== '') {
      routed = now;
      await writeFile(confFile, conf(now.split(',')));
      spawnSync('nginx', ['-c', confFile, '-p', stack.dir, '-s', 'reload'], { stdio: 'inherit' });
    }
    await delay(probeMs);
  }
})();

/** Customers: each orders, waits for its car, looks at the list, and orders again. */
let buying = true;
const failures = [];
const finished = [];
let requests = 0;
async function ask(path, options, allowed) {
  requests += 1;
  try {
    const answer = await send(agent, `${base}${path}`, options);
    if (!allowed.includes(answer.status))
      failures.push(`${options.method ?? 'GET'} ${path}: ${answer.status}`);
    return answer;
  } catch (error) {
    failures.push(`${options.method ?? 'GET'} ${path}: ${error.message}`);
    return undefined;
  }
}
async function customer() {
  while (buying) {
    const ordered = await ask('/cars', { method: 'POST', body: ORDER }, [202]);
    const path = ordered?.headers.location;
    if (path === undefined) continue;
    for (;;) {
      const answer = await ask(path, { headers: { Prefer: 'wait=5' } }, [201, 202]);
      if (answer?.status === 201) {
        finished.push(answer.headers.location);
        break;
      }
    }
    await ask('/tasks?limit=5', {}, [200, 202]);
  }
}
const customers = Array.from({ length: clients }, customer);

const gone = async (child) => {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};
await delay(2_000);
const began = Date.now();
for (let n = 0; n < workers.length; n += 1) {
  await gone(workers[n]);
  workers[n] = await stack.worker();
  await workers[n].ready();
}
for (let n = 0; n < apis.length; n += 1) {
  const own = new URL(apis[n].url).port;
  await gone(apis[n]);
  apis[n] = await stack.api({ PORT: own });
  await until('nginx has it again', async () => routed.split(',').includes(own));
}
const tookSeconds = (Date.now() - began) / 1000;
await delay(2_000);
buying = false;
await Promise.all(customers);
probing = false;
await prober;

const state = await factoryState(stack.redis);
console.log(`${requests} requests while all processes were replaced in ${tookSeconds.toFixed(1)} s`);
for (const failure of failures.slice(0, 10)) console.log(`  ${failure}`);
report.figure('failed requests', failures.length, 0, failures.length === 0);
report.figure(
  'cars made',
  `${state.cars.length} for ${finished.length} orders`,
  'one each',
  state.cars.length === finished.length && new Set(finished).size === finished.length,
);
agent.destroy();
const ended = once(nginx, 'exit');
nginx.kill('SIGTERM');
await ended;
await stack.close();
report.end();
