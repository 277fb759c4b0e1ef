/**
 * The API, which also tells how much memory it uses after a collection whenever it gets SIGUSR2; started by
 * bench/held.mjs as `node bench/held-api.mjs`. Resident memory alone says little of a process that had 40 MB of garbage.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
process.on('SIGUSR2', () => {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  console.log(JSON.stringify({ event: 'bench.memory', heap: heapUsed + external, rss }));
});
await import('../dist/main.js');
