import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { freePort } from './ports.mjs';
import { ensureRedisServer } from './redis-binary.mjs';
import { redisAnswers } from './redis-ping.mjs';
import { Service } from './service.mjs';
import { stage } from './stage.mjs';

/** Of what was answered, at most the last second before a power cut is lost. */
const settings = {
  bind: '127.0.0.1',
  'protected-mode': 'yes',
  appendonly: 'yes',
  appendfsync: 'everysec',
  save: '',
  // A Redis that throws keys away would lose tasks.
  'maxmemory-policy': 'noeviction',
  // A car order is longer than the 64 bytes from which a hash doubles in size.
  'hash-max-listpack-value': '1024',
  // Ordered sets of more leave that form, in which a new place is looked for from the beginning.
  'zset-max-listpack-entries': '8',
  daemonize: 'no',
};

function launch(children, { binary, port, folder, logFile }) {
  const options = Object.entries({ ...settings, port: String(port), dir: folder });
  const log = openSync(logFile, 'a');
  try {
    return children.launch(
      binary,
      options.flatMap(([name, value]) => [`--${name}`, value]),
      { layer: 'store', stdio: ['ignore', log, log] },
    );
  } finally {
    closeSync(log);
  }
}

/**
 * Starts a Redis server on a free loopback port with its data in `folder`, made where missing, and its log beside it. It is
 * installed where there is none, started again if it dies, and ends after all services, so that their last writes are kept.
 *
 * Answers its `url` and `binary`, the path of the program.
 * Errors: Fault when there is no Redis to be had, or with the end of its log when it does not start.
 */
export async function startPrivateRedis(folder, { children, journal }) {
  const binary = await ensureRedisServer(children);
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const logFile = `${folder}.log`;
  mkdirSync(folder, { recursive: true });
  // The log of the last time would explain nothing that fails now.
  writeFileSync(logFile, '');
  const service = new Service('redis', {
    children,
    journal,
    launch: () => ({
      ...launch(children, { binary, port, folder, logFile }),
      isReady: () => redisAnswers(url),
      log: () => readFileSync(logFile, 'utf8'),
    }),
  });
  await stage('Starting Redis', () => service.start());
  return { url, binary };
}
