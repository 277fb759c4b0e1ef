import { Agent, request as httpRequest } from 'node:http';
import { sample } from 'fast-check';
import { inParallel } from './client.mjs';
import { Contract } from './contract.mjs';
import { requests } from './fuzz-requests.mjs';

const BATCH = 1_000;
const WIDTH = 64;
const PATIENCE_MS = 40_000;

/** Sends one; answers what came, or why it could not be sent. A stream is left after its head. */
function send(agent, base, { method, path, query, headers, body, media }) {
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
      const { statusCode: status, headers: received } = response;
      if ((received['content-type'] ?? '').startsWith('text/event-stream')) {
        response.once('error', () => undefined);
        response.destroy();
        resolve({ status, headers: received, text: '' });
        return;
      }
      const chunks = [];
      response
        .on('data', (chunk) => chunks.push(chunk))
        .once('end', () => resolve({ status, headers: received, text: Buffer.concat(chunks).toString() }));
    });
    asked.end(body);
  });
}

/** Sends so many requests made from a document; answers the statuses that came, and what breaks the document. */
export async function fuzzDocument({ url, document, count, seed }) {
  const contract = new Contract(document);
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const base = new URL(url);
  const statuses = new Map();
  const violations = [];
  let unsent = 0;
  for (let from = 0; from < count; from += BATCH) {
    const batch = sample(requests(document), { numRuns: Math.min(BATCH, count - from), seed: seed + from });
    await inParallel(batch, WIDTH, async (request) => {
      const answer = await send(agent, base, request);
      if (answer.unsent) {
        unsent += 1;
        return;
      }
      const faults = answer.failed ? [answer.failed] : contract.faults(request, answer);
      const unready = answer.status === 503 && request.path === '/health/ready';
      const status = unready ? 'unready' : (answer.status ?? answer.failed);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (faults.length > 0)
        violations.push({ request, status: answer.status, faults, text: answer.text?.slice(0, 200) });
    });
  }
  agent.destroy();
  return { statuses, violations, unsent };
}
