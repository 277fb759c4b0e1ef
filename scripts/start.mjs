import { join } from 'node:path';
import { banner } from './lib/banner.mjs';
import { ensureBuild } from './lib/build.mjs';
import { dataFolder, provideRedis } from './lib/data-store.mjs';
import { apiUrl, factory } from './lib/factory.mjs';
import { Fault } from './lib/fault.mjs';
import { ensurePackages } from './lib/install.mjs';
import { Journal } from './lib/journal.mjs';
import { releaseLock, takeLock } from './lib/lock.mjs';
import { orderCar } from './lib/order.mjs';
import { whyNotFree } from './lib/ports.mjs';
import { root } from './lib/project.mjs';
import { session } from './lib/session.mjs';
import { readSettings } from './lib/settings.mjs';
import { stage } from './lib/stage.mjs';
import { hasKeys, readKeys } from './lib/terminal.mjs';

/** One `npm start` a data folder: two Redis servers in it would destroy it. */
function takeDataFolder(afterwards) {
  const lock = join(root, '.data', 'start.lock');
  const holder = takeLock(lock);
  if (holder !== undefined) {
    throw new Fault(
      `npm start already runs in this folder (process ${holder}) and uses ${dataFolder}.\nStop that one first.`,
    );
  }
  afterwards(() => releaseLock(lock));
}

async function checkPort({ port, host }) {
  const why = await whyNotFree(port, host);
  if (why === 'EACCES')
    throw new Fault(`Port ${port} is not for this user. Choose another: PORT=3000 npm start`);
  if (why)
    throw new Fault(
      `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`,
    );
}

/** The workers and their kinds, as the workers name them when they start. */
function describeWorkers(workers) {
  if (workers.length === 0) return 'none (WORKERS=0)';
  const names = workers.map(({ name }) => name).join(', ');
  const [, kinds] = /"kinds":\[([^\]]*)\]/.exec(workers[0].held.join('\n')) ?? [];
  return `${names}: ${kinds?.replaceAll('"', '').replaceAll(',', ', ') ?? process.env.WORKER_KINDS ?? 'all kinds'}`;
}

function listenToKeys({ workers, api, journal, afterwards }) {
  const kill = () => {
    const alive = workers.filter(({ pid }) => pid !== undefined);
    const victim = alive[Math.floor(Math.random() * alive.length)];
    if (!victim) return journal.event('worker.none-alive');
    journal.event('worker.killed', { service: victim.name, childPid: victim.pid });
    victim.kill();
  };
  const keys = {
    n: () => void orderCar(api, journal),
    k: kill,
    q: () => process.kill(process.pid, 'SIGTERM'),
  };
  afterwards(readKeys(keys, () => journal.event('paste.ignored', { hint: 'paste it in another terminal' })));
}

async function start({ children, afterwards, running }) {
  const settings = readSettings(process.env);
  if (!settings.redisUrl) takeDataFolder(afterwards);
  await checkPort(settings);
  await ensurePackages(children);
  await ensureBuild(children);

  const journal = new Journal(process.stdout.isTTY);
  const redis = await provideRedis(settings.redisUrl, { children, journal });
  const { api, workers } = factory({ children, journal, settings, redisUrl: redis.url });
  const services = [api, ...workers];
  await stage('Starting the API and the workers', () => Promise.all(services.map((each) => each.start())));
  running();

  const keys = hasKeys();
  const described = describeWorkers(workers);
  services.forEach((each) => each.show());
  process.stdout.write(banner({ port: settings.port, redis: redis.description, workers: described, keys }));
  if (keys) listenToKeys({ workers, api: apiUrl(settings), journal, afterwards });
  await new Promise(() => {});
}

process.exit(await session(start));
