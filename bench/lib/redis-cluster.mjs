import { Server } from './redis-servers.mjs';
import { until } from './stack.mjs';

const SLOTS = 16_384;

/** So many masters on loopback, each with its share of the slots. Nobody is replaced, however long one is silent. */
export class RedisCluster {
  static async start(masters, options) {
    const cluster = new RedisCluster();
    cluster.servers = [];
    // A node that never met another does not know its own address.
    const place = ['--cluster-announce-ip', '127.0.0.1'];
    const clustered = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '600000', ...place];
    try {
      for (let n = 0; n < masters; n += 1)
        cluster.servers.push(await Server.start([...options, ...clustered]));
      await cluster.#join();
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  /** For REDIS_URL. */
  get url() {
    return `redis-cluster://${this.servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  async close() {
    for (const server of this.servers) await server.remove();
  }

  async #join() {
    const share = Math.ceil(SLOTS / this.servers.length);
    const [first] = this.servers;
    for (const [n, { redis }] of this.servers.entries()) {
      await redis.cluster('ADDSLOTSRANGE', n * share, Math.min(SLOTS, (n + 1) * share) - 1);
      if (n > 0) await redis.cluster('MEET', '127.0.0.1', first.port);
    }
    const known = `cluster_known_nodes:${this.servers.length}`;
    await until(
      'the cluster has formed',
      async () => {
        const infos = await Promise.all(this.servers.map(({ redis }) => redis.cluster('INFO')));
        return infos.every((info) => info.includes('cluster_state:ok') && info.includes(known));
      },
      30_000,
    );
  }
}
