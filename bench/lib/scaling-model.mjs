/** How full a processor may be: what comes in bursts must find room. */
export const FULL = 0.6;

/** The cost model of docs/scaling.md, from what bench/performance measured (`cluster` and `connections`). Seconds, bytes, a task. */
export class ScalingModel {
  constructor({ cluster, connections }) {
    this.rounds = cluster;
    this.connections = connections[0];
    this.api = this.of('one-1', 'API, CPU s/1,000') / 1_000;
    this.worker = this.of('one-1', 'worker, CPU s/1,000') / 1_000;
    this.redis = this.redisOf('one-1');
    this.messages = this.of('one-1', 'messages a task');
    this.kept = this.of('one-1', 'bytes kept');
    this.written = this.of('one-1', 'bytes written');
    this.network = this.of('one-1', 'bytes to Redis') + this.of('one-1', 'bytes from Redis');
    // A node of a cluster that has no others tells nobody.
    this.node = this.redisOf('cluster-1-1');
    const [told, alone] = [this.quiet('cluster-3-1'), this.quiet('cluster-1-1')];
    this.peer = Math.max(0, (told - alone) / (2 * this.messages));
    // Where a load is divided, each node has less to do at once, and shorter queues more deliveries.
    this.division = this.quiet('cluster-2-2') - alone - this.messages * this.peer;
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

  /** A cluster of so many masters: each message goes to every other one. */
  clustered = (masters) =>
    this.node + (masters > 1 ? this.division : 0) + this.messages * (masters - 1) * this.peer;

  /** How many tasks a second a cluster bears, whatever it has of masters: each hears of every message. */
  get most() {
    return FULL / (this.messages * this.peer);
  }

  /** Masters that one cluster needs for so many tasks a second; undefined where none is large enough. */
  mastersFor(rate) {
    for (let masters = 1; masters <= 1_000; masters += 1) {
      if ((rate * this.clustered(masters)) / masters <= FULL) return masters;
    }
    return undefined;
  }

  /** Connections of a process at so many partitions of one Redis, from what was counted at 1 and at 4. */
  connectionsOf(who, partitions) {
    const at = (layout) => this.connections[layout][`connections of the ${who}`];
    return Math.round(at('one-1') + ((partitions - 1) * (at('one-4') - at('one-1'))) / 3);
  }
}
