/**
 * Holds requests of one API and notes when each was answered; a process of its own, so that what it costs is not
 * counted as the service's. Started by `Holder` in holders.mjs; it ends when its parent does.
 */
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Connections that are begun together, fewer than a server's backlog takes. */
const AT_ONCE = 100;
const BETWEEN_MS = 20;

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
const open = new Set();
let answers = [];
let failures = [];

/** The last document that an answer or a stream holds. */
function lastDocument(text) {
  const at = text.lastIndexOf('\ndata: ');
  return JSON.parse(at < 0 ? text : text.slice(at + '\ndata: '.length));
}

function note({ kind, path }, response, text, atMs) {
  const { status, finished_at } = lastDocument(text);
  const lateMs = finished_at === null ? undefined : atMs - Date.parse(finished_at);
  answers.push({ kind, path, code: response.statusCode, status, lateMs });
}

function hold(url, item) {
  return new Promise((connected) => {
    const headers = item.kind === 'wait' ? { Prefer: item.prefer } : { Accept: 'text/event-stream' };
    const sent = request(`${url}${item.path}`, { agent, headers });
    open.add(sent);
    const over = (error) => {
      connected();
      if (!open.delete(sent) || error === undefined) return;
      failures.push({ ...item, error: error.message });
    };
    sent.once('socket', (socket) => socket.once('connect', () => connected()));
    sent.once('error', over);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.once('error', over);
      response.once('end', () => {
        const atMs = Date.now();
        if (open.has(sent)) note(item, response, text, atMs);
        over();
      });
    });
    sent.end();
  });
}

const commands = {
  async hold({ url, items }) {
    for (let i = 0; i < items.length; i += AT_ONCE) {
      await Promise.all(items.slice(i, i + AT_ONCE).map((item) => hold(url, item)));
      await delay(BETWEEN_MS);
    }
  },
  hangUp() {
    const held = [...open];
    open.clear();
    for (const sent of held) sent.destroy();
  },
  report() {
    const told = { open: open.size, answers, failures };
    [answers, failures] = [[], []];
    return told;
  },
};

process.on('message', async ({ command, ...args }) => process.send((await commands[command](args)) ?? {}));
process.once('disconnect', () => process.exit());
