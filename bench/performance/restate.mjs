import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinned as onCore } from '../lib/pinned.mjs';
import { freePort, until } from '../lib/stack.mjs';
import { CORES } from './machine.mjs';

const START_MS = 60_000;
const TARGET = 'cars/build';

/**
 * Restate's server, which is store and front at once, and a service that it calls. The server may use every processor:
 * it would share one with its own store otherwise.
 */
export async function openRestate(folder, pinned = true) {
  const root = fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
  const dir = await mkdtemp(join(tmpdir(), 'car-factory-bench-'));
  const [ingress, admin, node, servicePort] = await Promise.all(Array.from({ length: 4 }, freePort));
  const children = new Set();
  const killAll = () => children.forEach((child) => child.kill('SIGKILL'));
  process.once('exit', killAll);
  const start = (core, command, args, env) => {
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'];
    const child = spawn(...onCore(core, command, args), { env: { ...process.env, ...env }, stdio });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
  const server = start(undefined, serverBinary(root), ['--listen-mode', 'tcp', '--bind-ip', '127.0.0.1'], {
    RESTATE_BASE_DIR: dir,
    RESTATE_BIND_PORT: String(node),
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LOG_FILTER: 'error',
  });
  const url = `http://127.0.0.1:${ingress}`;
  await until('Restate is up', async () => (await fetch(`http://127.0.0.1:${admin}/health`)).ok, START_MS);
  const service = start(pinned ? CORES.node : undefined, process.execPath, [join(root, 'service.mjs')], {
    PORT: String(servicePort),
  });
  let built = 0;
  service.on('message', (count) => (built = count));
  const uri = `http://127.0.0.1:${servicePort}`;
  await until('Restate knows the service', async () => register(admin, uri), START_MS);
  return {
    url,
    orderPath: `/${TARGET}/send`,
    waitPath: `/${TARGET}`,
    dir,
    pids: () => ({ store: server.pid, worker1: service.pid }),
    isAlwaysAtWork: true,
    work: async () => undefined,
    rest: async () => undefined,
    ended: async () => built,
    pathOf: ({ body }) => `/restate/invocation/${body.invocationId}/output`,
    close: async () => {
      for (const child of [...children]) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      process.off('exit', killAll);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The program itself: its package's command is a script of Node's around it. */
function serverBinary(root) {
  const require = createRequire(root);
  const platform = `${process.platform}-${process.arch}`;
  return require.resolve(`@restatedev/restate-server-${platform}/bin/restate-server`);
}

async function register(admin, uri) {
  const response = await fetch(`http://127.0.0.1:${admin}/deployments`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  return response.ok;
}
