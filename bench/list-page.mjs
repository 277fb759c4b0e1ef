/**
 * Compares a page of 20 tasks among 100,000 with the same among 1,000, with and without filters.
 *
 *   node bench/list-page.mjs
 */
import { Stack } from './lib/stack.mjs';
import { median, Report } from './lib/statistics.mjs';

const SIZES = { small: 1_000, large: 100_000 };
const ROUNDS = 5;
const PAGES_A_ROUND = 300;
const QUERIES = [
  '',
  'status=queued',
  'status=finished',
  'resource=/cars/&status=queued',
  'verb=POST',
  'status=failed',
  'resource=/cars/7',
];

/** Fills a store through the same script the API uses, without the HTTP in between. */
async function fill(stack, prefix, count) {
  const { TaskStore } = await import('../dist/tasks/task.store.js');
  const { Keys, runLua } = await import('../dist/platform/redis/index.js');
  const redis = {
    keys: new Keys(prefix),
    run: (script, key, args) => runLua(stack.redis, script, [key], args),
  };
  const store = new TaskStore(redis);
  const body = '{"brand":"Ford","make":"Mustang","model":2014,"color":"Blue"}';
  const base = { owner: 'anonymous', header: '{}', requestId: 'bench', input: body };
  for (let made = 0; made < count; made += 500) {
    await Promise.all(
      Array.from({ length: Math.min(500, count - made) }, (_, index) =>
        index % 4 === 0
          ? store.create({
              ...base,
              kind: 'car-read',
              steps: ['read'],
              request: { resource: `/cars/${(index % 9) + 1}`, verb: 'GET', header: '{}', body: '{}' },
            })
          : store.create({
              ...base,
              kind: 'car-build',
              steps: ['reserve_parts', 'assemble', 'paint'],
              request: { resource: '/cars/', verb: 'POST', header: '{}', body },
            }),
      ),
    );
  }
}

async function timePages(url, query) {
  const start = performance.now();
  for (let page = 0; page < PAGES_A_ROUND; page += 1)
    await (await fetch(`${url}/tasks?limit=20&${query}`)).text();
  return performance.now() - start;
}

const stack = await Stack.open({ LOG_LEVEL: 'warn' });
const apis = {};
for (const [name, size] of Object.entries(SIZES)) {
  await fill(stack, name, size);
  apis[name] = await stack.api({ KEY_PREFIX: name });
}
const report = new Report();
for (const query of QUERIES) {
  const ratios = [];
  await timePages(apis.small.url, query);
  await timePages(apis.large.url, query);
  for (let round = 0; round < ROUNDS; round += 1) {
    const small = await timePages(apis.small.url, query);
    ratios.push((await timePages(apis.large.url, query)) / small);
  }
  const ratio = median(ratios);
  report.figure(
    `page of 20, ${query || 'no filter'}: 100,000 / 1,000`,
    `${ratio.toFixed(2)} (${ratios.map((r) => r.toFixed(2)).join(' ')})`,
    '<= 1.5',
    ratio <= 1.5,
  );
}
await stack.close();
report.end();
