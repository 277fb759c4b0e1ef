import { join } from 'node:path';
import { freePort } from './ports.mjs';
import { root } from './project.mjs';
import { Service } from './service.mjs';

const probeWithinMs = 1_000;

/** Less than the time `children` gives before SIGKILL, so that a worker hands back what it was working on. */
const graceSeconds = '3';

async function answersOk(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(probeWithinMs) });
    return answer.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

/** The API and the workers as services, which are not started yet. */
export function factory({ children, journal, settings, redisUrl }) {
  const env = {
    SHUTDOWN_DRAIN_SECONDS: '0',
    SHUTDOWN_GRACE_SECONDS: graceSeconds,
    ...process.env,
    REDIS_URL: redisUrl,
  };
  const run = (file, own, healthUrl) => ({
    ...children.launch(process.execPath, ['--disable-proto=delete', join(root, 'dist/bundle', file)], {
      cwd: root,
      env: { ...env, ...own },
    }),
    isReady: () => answersOk(`${healthUrl}/health/ready`),
  });
  const launchApi = () => run('main.js', { PORT: String(settings.port), HEALTH_PORT: '0' }, apiUrl(settings));
  const launchWorker = async () => {
    const port = await freePort();
    return run('worker.js', { HOST: '127.0.0.1', HEALTH_PORT: String(port) }, `http://127.0.0.1:${port}`);
  };
  const names = Array.from({ length: settings.workers }, (_, index) => `worker-${index + 1}`);
  return {
    api: new Service('api', { children, journal, launch: launchApi }),
    workers: names.map((name) => new Service(name, { children, journal, launch: launchWorker })),
  };
}

const everywhere = ['', '0.0.0.0', '::'];

/** Where the API is reached from this machine. */
export function apiUrl({ host = '', port }) {
  if (everywhere.includes(host)) return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
