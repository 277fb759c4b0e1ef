/**
 * Sends requests made from the OpenAPI document and from around it, and holds every answer to the document: none is a
 * 5xx, every error is problem details or a task, every body validates.
 *
 *   node bench/fuzz.mjs [requests] [seed]        50,000 requests; a seed repeats a run
 */
import { readFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { sample } from 'fast-check';
import { inParallel } from './lib/client.mjs';
import { Contract } from './lib/contract.mjs';
import { requests } from './lib/fuzz-requests.mjs';
import { Stack } from './lib/stack.mjs';
import { Report } from './lib/statistics.mjs';

const COUNT = Number(process.argv[2] ?? 50_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const BATCH = 1_000;
const WIDTH = 16;
const SHOWN = 20;
const PATIENCE_MS = 10_000;

const document = JSON.parse(await readFile('docs/openapi.json', 'utf8'));
const contract = new Contract(document);
const stack = await Stack.open({ CAR_BUILD_SECONDS: '0', WAIT_MAX_SECONDS: '1', LOG_LEVEL: 'warn' });
const api = await stack.api();
const worker = await stack.worker();
await worker.ready();
const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
const base = new URL(api.url);

/** Sends one; answers what came, or why it could not be sent. A stream is left after its head. */
function send({ method, path, query, headers, body, media }) {
  return new Promise((resolve) => {
    const all = { ...headers };
    if (body !== undefined) {
      all['content-type'] = media;
      all['content-length'] = Buffer.byteLength(body);
    }
    let asked;
    try {
      asked = httpRequest({
        host: base.hostname,
        port: base.port,
        method,
        path: `${path}${query}`,
        headers: all,
        agent,
      });
    } catch (error) {
      resolve({ unsent: error.code });
      return;
    }
    asked.setTimeout(PATIENCE_MS, () => asked.destroy(new Error('no answer in time')));
    asked.once('error', (error) => resolve({ failed: error.message }));
    asked.once('response', (response) => {
      const chunks = [];
      const done = () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        });
      if ((response.headers['content-type'] ?? '').startsWith('text/event-stream')) {
        response.once('error', () => undefined);
        response.destroy();
        resolve({ status: response.statusCode, headers: response.headers, text: '' });
        return;
      }
      response.on('data', (chunk) => chunks.push(chunk)).once('end', done);
    });
    asked.end(body);
  });
}

const statuses = new Map();
const violations = [];
let unsent = 0;
const startedMs = performance.now();
for (let from = 0; from < COUNT; from += BATCH) {
  const batch = sample(requests(document), { numRuns: Math.min(BATCH, COUNT - from), seed: SEED + from });
  await inParallel(batch, WIDTH, async (request) => {
    const answer = await send(request);
    if (answer.unsent) {
      unsent += 1;
      return;
    }
    const faults = answer.failed ? [answer.failed] : contract.faults(request, answer);
    statuses.set(answer.status ?? answer.failed, (statuses.get(answer.status ?? answer.failed) ?? 0) + 1);
    if (faults.length > 0)
      violations.push({ request, status: answer.status, faults, text: answer.text?.slice(0, 200) });
  });
}
const seconds = (performance.now() - startedMs) / 1000;
for (const violation of violations.slice(0, SHOWN)) console.log(JSON.stringify(violation).slice(0, 1_500));
console.log(
  `seed ${SEED}, ${COUNT} requests in ${seconds.toFixed(0)} s, ${unsent} could not be sent by Node's own client`,
);
console.log(
  [...statuses]
    .toSorted()
    .map(([status, count]) => `${status}: ${count}`)
    .join(', '),
);
const report = new Report();
const server = [...statuses].filter(([status]) => status >= 500).reduce((sum, [, count]) => sum + count, 0);
report.figure('5xx', server, 0, server === 0);
report.figure('answers that break the document', violations.length, 0, violations.length === 0);
report.figure('the API still runs', api.exitCode === null, true, api.exitCode === null);
const errors = stack.events.filter(({ level }) => level >= 50);
report.figure('errors in the log', errors.length, 0, errors.length === 0);
for (const error of errors.slice(0, SHOWN)) console.log(JSON.stringify(error).slice(0, 600));
agent.destroy();
await stack.close();
report.end();
