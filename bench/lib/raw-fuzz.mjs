import { connect } from 'node:net';
import { sample } from 'fast-check';
import { inParallel } from './client.mjs';
import { rawRequests, SMUGGLED } from './raw-requests.mjs';

const BATCH = 1_000;
const WIDTH = 64;

/** Longer than the service takes for anything here. */
const PATIENCE_MS = 40_000;

/** What has not been answered by then is half a request, and what came last the end of the answers. */
const PAUSE_MS = 100;

/** Sends bytes and leaves; answers all that came until the end of the connection. */
function send(port, { bytes, pieces, leave }) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const chunks = [];
    const timer = setTimeout(() => socket.destroy(new Error('not ended in time')), PATIENCE_MS);
    let failure;
    let pause;
    const endSoon = () => {
      clearTimeout(pause);
      pause = setTimeout(() => socket.end(), PAUSE_MS);
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (leave === 'answered') endSoon();
    });
    socket.once('error', (error) => (failure = error.message));
    socket.once('close', () => {
      clearTimeout(timer);
      clearTimeout(pause);
      resolve({ failure, text: Buffer.concat(chunks).toString('latin1') });
    });
    socket.once('end', () => socket.end());
    const size = Math.ceil(bytes.length / pieces);
    for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size));
    if (leave === 'answered') endSoon();
    if (leave === 'half-closed') socket.end();
    if (leave === 'closed') socket.destroySoon();
    if (leave === 'reset') socket.once('connect', () => setImmediate(() => socket.resetAndDestroy()));
  });
}

/** The answers in what came, one after the other; what is behind one of unknown length is left. */
function answersIn(text) {
  const answers = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\r\n\r\n', at);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(text.slice(at, at + 13))?.[1];
    if (status === undefined || end < 0) return [...answers, { broken: text.slice(at, at + 80) }];
    const head = text.slice(at, end).toLowerCase();
    answers.push({ status: Number(status), head });
    if (Number(status) < 200) {
      at = end + 4;
      continue;
    }
    const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
    if (length === undefined) return answers;
    // What HEAD asked for has a length and no body: then the next answer begins here.
    const next = end + 4 + (text.startsWith('HTTP/1.1 ', end + 4) ? 0 : Number(length));
    at = next;
  }
  return answers;
}

function faultsOf({ leave }, { failure, text }) {
  const faults = failure === 'not ended in time' ? [failure] : [];
  if (text.includes(`"instance":"${SMUGGLED}`)) faults.push('a second request was smuggled in');
  if (/node_modules|\bat \S+ \(|\.js:\d/.test(text)) faults.push('a stack trace');
  for (const { status, head, broken } of answersIn(text)) {
    // An answer of which the client did not take all is cut anywhere.
    if (broken !== undefined && (leave === 'half-closed' || leave === 'answered'))
      faults.push(`not an answer: ${broken}`);
    if (broken !== undefined || status < 200) continue;
    if (status >= 500) faults.push(`status ${status}`);
    if (!head.includes('\r\nx-request-id: ')) faults.push(`${status} without a request id`);
    const told =
      head.includes('\r\ncontent-type: application/problem+json') || head.includes('\r\ntask-status: ');
    if (status >= 400 && !told) faults.push(`${status} is no problem`);
  }
  return faults;
}

/** Sends so many; answers the statuses that came, and what should not have. */
export async function fuzzRaw({ port, count, seed }) {
  const statuses = new Map();
  const violations = [];
  for (let from = 0; from < count; from += BATCH) {
    const batch = sample(rawRequests, { numRuns: Math.min(BATCH, count - from), seed: seed + from });
    await inParallel(batch, WIDTH, async (request) => {
      const answer = await send(port, request);
      const seen = answersIn(answer.text).map(({ status }) => status ?? 'cut off');
      for (const status of seen.length > 0 ? seen : ['no answer']) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      const faults = faultsOf(request, answer);
      if (faults.length > 0) {
        violations.push({
          sent: request.bytes.toString('latin1').slice(0, 300),
          leave: request.leave,
          faults,
        });
      }
    });
  }
  return { statuses, violations };
}
