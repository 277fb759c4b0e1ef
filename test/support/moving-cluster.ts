import { ClusterSetup } from './cluster.js';
import { pause } from './pause.js';

/** Between two moves. Each takes some milliseconds in which nothing can be done with the slot. */
const PAUSE_MS = 100;

/** A cluster whose slots go from master to master for as long as it is there, whatever its clients do. */
export class MovingCluster {
  private readonly stop = new AbortController();
  private readonly moving: Promise<void>;

  private constructor(private readonly cluster: ClusterSetup) {
    this.moving = this.move();
  }

  static async start(): Promise<MovingCluster> {
    return new MovingCluster(await ClusterSetup.start());
  }

  /** For REDIS_URL. */
  get url(): string {
    return this.cluster.url;
  }

  /** Errors: rejects with what ended the moving before its time. */
  async close(): Promise<void> {
    this.stop.abort();
    try {
      await this.moving;
    } finally {
      await this.cluster.close();
    }
  }

  private async move(): Promise<void> {
    while (!this.stop.signal.aborted) {
      await this.cluster.moveAny();
      await pause(PAUSE_MS);
    }
  }
}
