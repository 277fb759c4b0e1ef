import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

/** Where what is measured runs, and where its store and who loads it do: what one takes the other can't lack. */
export const CORES = { node: '0', redis: '1', load: '1' };

/** No rewrite of the append-only file begins in the middle of a round; all else is as the service recommends it. */
export const REDIS_OPTIONS = ['--auto-aof-rewrite-percentage', '0'];

const firstLine = (command, ...args) =>
  execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n')[0];

/** What the figures hold for. */
export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: firstLine('git', 'rev-parse', '--short', 'HEAD'),
    node: process.version,
    redis: /v=([\d.]+)/.exec(firstLine('redis-server', '--version'))[1],
    kernel: release(),
    processor: cpus()[0].model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
