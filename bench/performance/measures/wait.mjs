import { ORDER } from '../../lib/client.mjs';
import { connections, send } from '../../lib/http.mjs';
import { quantile } from '../../lib/statistics.mjs';
import { inTurns, repeatedly } from '../rounds.mjs';

export const contestants = ['ours', 'p1', 'p3'];

const ORDERS = 300;

/** From an order with `Prefer: wait` to its final answer, one client and nothing else to do. */
export async function measure(chosen, { rounds, warmUpSeconds, rewarmSeconds }) {
  return inTurns(chosen, rounds, {
    prepare: async (running) => {
      await running.work();
      await repeatedly(warmUpSeconds, () => orders(running, ORDERS));
    },
    rewarm: (running) => repeatedly(rewarmSeconds, () => orders(running, ORDERS)),
    measure: async (running) => {
      const ms = await orders(running, ORDERS);
      return { 'p50 ms': quantile(ms, 0.5), 'p99 ms': quantile(ms, 0.99) };
    },
  });
}

async function orders({ url, orderPath, waitPath = orderPath }, count) {
  const agent = connections(1);
  const took = [];
  for (let n = 0; n < count; n += 1) {
    const beganMs = performance.now();
    const headers = { Prefer: 'wait=20' };
    const { status } = await send(agent, `${url}${waitPath}`, { method: 'POST', headers, body: ORDER });
    took.push(performance.now() - beganMs);
    if (status !== 201 && status !== 200) throw new Error(`a wait was answered ${status}`);
  }
  agent.destroy();
  return took;
}
