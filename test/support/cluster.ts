import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster, Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { freePort } from './redis-server.js';
import { type ClusterNode, indexOfOwner, moveSlot } from './slots.js';

const MASTERS = 3;
const SLOTS = 16_384;

interface Node extends ClusterNode {
  child: ChildProcess;
}

/** A cluster of three masters: real servers, on free ports, with their data in a folder of their own. */
export class ClusterSetup {
  private readonly nodes: Node[] = [];

  private constructor(private readonly folder: string) {}

  static async start(): Promise<ClusterSetup> {
    const setup = new ClusterSetup(await mkdtemp(join(tmpdir(), 'cluster-')));
    for (let n = 0; n < MASTERS; n += 1) await setup.add();
    await setup.join();
    return setup;
  }

  /** For REDIS_URL. */
  get url(): string {
    return `redis-cluster://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** A client of the whole cluster. */
  client(): Cluster {
    return clusterClient(this.url);
  }

  /** Lets a slot's keys go to the next master, one by one while clients work, and then the slot itself. */
  async moveOn(slot: number): Promise<void> {
    await moveSlot(slot, this.nodes);
  }

  /** Moves the slot of a key that is there, whichever; does nothing while there is none. */
  async moveAny(): Promise<void> {
    const admins = this.nodes.map(({ admin }) => admin).toSorted(() => Math.random() - 0.5);
    for (const admin of admins) {
      const key = await admin.randomkey();
      if (key !== null) return this.moveOn(await admin.cluster('KEYSLOT', key));
    }
  }

  /** Kills the master that has a slot and starts it again, with its data, after `between`. */
  async restartOwner(slot: number, between: () => Promise<void>): Promise<void> {
    const owner = this.nodes[await indexOfOwner(slot, this.nodes)];
    if (owner === undefined) throw new Error(`nobody has slot ${slot}`);
    const ended = once(owner.child, 'close');
    owner.child.kill('SIGKILL');
    await ended;
    await between();
    owner.child = await this.launch(owner.port);
  }

  async close(): Promise<void> {
    for (const { admin } of this.nodes) admin.disconnect();
    await Promise.all(
      this.nodes.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'close');
        child.kill('SIGKILL');
        await ended;
      }),
    );
    await rm(this.folder, { recursive: true, force: true });
  }

  private async add(): Promise<void> {
    const port = await freeClusterPort();
    const child = await this.launch(port);
    const admin = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null });
    admin.on('error', () => undefined);
    const id = await admin.cluster('MYID');
    this.nodes.push({ port, child, admin, id });
  }

  private async launch(port: number): Promise<ChildProcess> {
    const dir = join(this.folder, String(port));
    await mkdir(dir, { recursive: true });
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
    const safe = ['--appendonly', 'yes', '--appendfsync', 'always', '--loglevel', 'warning'];
    const clustered = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
    const binary = process.env['REDIS_SERVER_BIN'] ?? 'redis-server';
    return spawn(binary, [...place, ...safe, ...clustered], { stdio: 'ignore' });
  }

  /** Gives each master its share of the slots, and waits until all know of all. */
  private async join(): Promise<void> {
    const share = Math.ceil(SLOTS / MASTERS);
    const [first] = this.nodes;
    for (const [n, { admin }] of this.nodes.entries()) {
      await admin.cluster('ADDSLOTSRANGE', n * share, Math.min(SLOTS, (n + 1) * share) - 1);
      if (n > 0) await admin.cluster('MEET', '127.0.0.1', first?.port ?? 0);
    }
    await eventually(async () => {
      for (const { admin } of this.nodes) {
        const info = await admin.cluster('INFO');
        if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${MASTERS}`))
          throw new Error(`the cluster has not formed: ${info}`);
      }
    }, 20_000);
  }
}

/** A client of the cluster that a `redis-cluster://` URL names. */
export function clusterClient(url: string): Cluster {
  const nodes = url.replace('redis-cluster://', '').split(',');
  const cluster = new Cluster(nodes.map((node) => `redis://${node}`));
  cluster.on('error', () => undefined);
  return cluster;
}

/** The nodes of a cluster speak to each other on a second port, 10,000 above. */
async function freeClusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port < 55_000) return port;
  }
}
