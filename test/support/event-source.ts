import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What an EventSource saw from its first connection to its last. */
export interface Seen {
  readonly ids: readonly string[];
  readonly statuses: readonly string[];
}

/** What a page would do; Node has its EventSource behind a flag, so it runs in a process of its own. */
const PAGE = `
  const seen = { ids: [], statuses: [] };
  // Between two connections nothing else keeps the process alive.
  const alive = setInterval(() => undefined, 1000);
  const source = new EventSource(process.argv[1]);
  source.onmessage = ({ data, lastEventId }) => {
    seen.ids.push(lastEventId);
    seen.statuses.push(JSON.parse(data).status);
  };
  source.onerror = () => {
    // It connects again by itself, unless it was told not to.
    if (source.readyState !== EventSource.CLOSED) return;
    clearInterval(alive);
    console.log(JSON.stringify(seen));
  };
`;

const PATIENCE_MS = 30_000;

/** Follows a URL until the source is closed for good. Errors: rejects when that takes too long. */
export async function followWithEventSource(url: string): Promise<Seen> {
  const args = ['--experimental-eventsource', '--no-warnings', '--eval', PAGE, url];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: PATIENCE_MS });
  return JSON.parse(stdout) as Seen;
}
