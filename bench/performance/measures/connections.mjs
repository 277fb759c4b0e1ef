import { setTimeout as delay } from 'node:timers/promises';
import { LAYOUTS } from '../layouts.mjs';
import { placeOrders, untilEnded } from '../orders.mjs';

export const contestants = LAYOUTS.map(({ name }) => name);

const ORDERS = 200;
/** Whoever connects only when needed has done so by then. */
const SETTLED_MS = 2_000;

/** Connections and subscriptions that one API process and one worker have at Redis, all nodes together. */
export async function measure(chosen) {
  const round = {};
  for (const { name, open } of chosen) {
    const running = await open({});
    try {
      const none = await counted(running.nodes);
      await placeOrders(running, ORDERS);
      const withApi = await counted(running.nodes);
      await running.work();
      await untilEnded(running, ORDERS);
      await delay(SETTLED_MS);
      const withBoth = await counted(running.nodes);
      round[name] = {
        'connections of the API': withApi.clients - none.foreign,
        'channels of the API': withApi.channels,
        'connections of the worker': withBoth.clients - withApi.clients,
        'channels of the worker': withBoth.channels - withApi.channels,
        nodes: running.nodes.length,
      };
      console.log(`  ${name}: ${JSON.stringify(round[name])}`);
    } finally {
      await running.close();
    }
  }
  return [round];
}

/** Clients at all nodes, those that are this measurement's own, and channels that somebody listens to. */
async function counted(nodes) {
  const lists = await Promise.all(nodes.map((node) => node.call('CLIENT', 'LIST')));
  const channels = await Promise.all(nodes.map((node) => node.pubsub('SHARDCHANNELS')));
  const clients = lists.flatMap((list) => list.trim().split('\n'));
  return {
    clients: clients.length,
    foreign: clients.filter((client) => !/ name=\S/.test(client)).length,
    channels: channels.flat().length,
  };
}
