import { ORDER } from '../lib/client.mjs';
import { connections, send } from '../lib/http.mjs';
import { until } from '../lib/stack.mjs';

const WIDTH = 64;

/** Places so many orders at a contestant, 64 at a time; answers where each is followed. */
export async function placeOrders({ url, orderPath, pathOf }, count) {
  const agent = connections(WIDTH);
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
  await Promise.all(Array.from({ length: WIDTH }, lane));
  agent.destroy();
  return paths;
}

/** Waits until so many tasks of a contestant have ended. */
export async function untilEnded({ ended }, count) {
  await until(`${count} tasks have ended`, async () => (await ended()) >= count, 600_000);
}
