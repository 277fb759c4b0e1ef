/** How full a processor may be: what comes in bursts must find room. */
export const FULL = 0.6;

/** What a key takes of Redis that Redis does not count as data: an entry (24) and a place (8) in its dictionary, and an object (16). */
export const OWN_BYTES = 48;

/** The cost model of docs/scaling.md, from what bench/performance measured (`cluster` and `connections`). Seconds, bytes, a task. */
export class ScalingModel {
  constructor({ cluster, connections }) {
    this.rounds = cluster;
    this.connections = connections[0];
    this.api = this.of('one-1', 'API, CPU s/1,000') / 1_000;
    this.worker = this.of('one-1', 'worker, CPU s/1,000') / 1_000;
    this.redis = this.redisOf('one-1');
    this.kept = this.of('one-1', 'bytes kept') + OWN_BYTES;
    this.written = this.of('one-1', 'bytes written');
    this.network = this.of('one-1', 'bytes to Redis') + this.of('one-1', 'bytes from Redis');
    this.node = this.redisOf('cluster-1-1');
    // A load that needs several nodes gives each as much to do at once as one has here by itself.
    this.division = Math.max(0, this.quiet('cluster-3-3-full') - this.quiet('cluster-1-1'));
    this.sweeps = Math.max(0, (this.idleOf('one-4') - this.idleOf('one-1')) / 3);
  }

  /** The least of all rounds: what others do on the machine only ever adds. */
  of(layout, figure) {
    return Math.min(...this.rounds.map((round) => round[layout][figure]));
  }

  redisOf = (layout) => this.of(layout, 'Redis, CPU s/1,000') / 1_000;
  idleOf = (layout) => this.of(layout, 'idle, Redis CPU s/s');
  secondsOf = (layout) => this.of(layout, 's/1,000') / 1_000;

  /** What a task takes of Redis without what is done while nobody orders. */
  quiet = (layout) => this.redisOf(layout) - this.idleOf(layout) * this.secondsOf(layout);

  /** One Redis: every further partition is swept by itself. */
  single = (partitions) => this.redis + (partitions - 1) * this.sweeps * this.secondsOf(`one-${partitions}`);

  /** A cluster of so many masters, all together: each has its share of the tasks, and hears nothing of others'. */
  clustered = (masters) => this.node + (masters > 1 ? this.division : 0);

  /** Masters that one cluster needs for so many tasks a second. */
  mastersFor(rate) {
    return rate * this.node <= FULL ? 1 : Math.ceil((rate * this.clustered(2)) / FULL);
  }

  /** Connections of a process at a cluster of so many masters, each with a partition, from what was counted with 1 and with 4. */
  connectionsOf(who, masters) {
    const at = (layout) => this.connections[layout][`connections of the ${who}`];
    return Math.round(at('cluster-1-1') + ((masters - 1) * (at('cluster-4-4') - at('cluster-1-1'))) / 3);
  }
}
