import { ORDER } from '../lib/client.mjs';
import { connections, send } from '../lib/http.mjs';
import { until } from '../lib/stack.mjs';

/** So many orders are placed at a time, where a contestant does not say otherwise. */
export const ORDERS_AT_ONCE = 64;

/** Places so many orders at a contestant; answers where each is followed. */
export async function placeOrders({ url, orderPath, pathOf, ordersAtOnce = ORDERS_AT_ONCE }, count) {
  const agent = connections(ordersAtOnce);
  const paths = [];
  let sent = 0;
  const lane = async () => {
    while (sent < count) {
      sent += 1;
      const answer = await send(agent, `${url}${orderPath}`, { method: 'POST', body: ORDER });
      if (answer.status !== 202) throw new Error(`an order was answered ${answer.status}`);
      paths.push(pathOf(answer));
    }
  };
  await Promise.all(Array.from({ length: ordersAtOnce }, lane));
  agent.destroy();
  return paths;
}

/** Waits until so many tasks of a contestant have ended. */
export async function untilEnded({ ended }, count) {
  await until(`${count} tasks have ended`, async () => (await ended()) >= count, 600_000);
}
