import { inParallel } from '../../lib/client.mjs';
import { connections, send } from '../../lib/http.mjs';
import { median } from '../../lib/statistics.mjs';
import { whileCounting } from '../processor.mjs';

const WIDTH = 32;

/**
 * Asks a contestant for all of these, `{ path, method, body }`, over 32 connections. Answers what 1,000 of them take of API and
 * Redis, how long one took, and the headers of all answers; throws where one had none of the statuses that are expected.
 */
export async function askAll(running, requests, ...expected) {
  const agent = connections(WIDTH);
  const tookMs = [];
  const ask = async ({ path, ...options }) => {
    const beganMs = performance.now();
    const { status, headers } = await send(agent, `${running.url}${path}`, options);
    tookMs.push(performance.now() - beganMs);
    if (!expected.includes(status))
      throw new Error(`${options.method ?? 'GET'} ${path} was answered ${status}`);
    return headers;
  };
  try {
    const { result, total } = await whileCounting(running.pids(), () => inParallel(requests, WIDTH, ask));
    return { cpu: (total / requests.length) * 1_000, p50Ms: median(tookMs), headers: result };
  } finally {
    agent.destroy();
  }
}
