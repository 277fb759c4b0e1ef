import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { ServiceProcess } from '../support/service-process.js';
import { APIS, LEASE_MS, type ProcessName, WORKERS } from './faults.js';
import type { ProcessEnd } from './history.js';
import { TcpProxy } from './tcp-proxy.js';

/** What begins every key. */
export const PREFIX = 'chaos';
export const OPENING_STOCK = 1_000_000;
/** Enough that faults which meet one task by chance don't make it look like one that brings its workers down. */
export const MAX_PICKUPS = 8;

/** Five processes start at once, on few cores that others use too. */
const READY_MS = 120_000;

interface Member {
  readonly proxy: TcpProxy;
  process: ServiceProcess;
}

export interface FleetOptions {
  readonly redisPort: number;
  /** The folder with main.js and worker.js. */
  readonly build: string;
  /** Where steps log what they do. */
  readonly effects: string;
}

/** The processes of a run, each behind a proxy of its own; one that ends is started again, as an orchestrator would. */
export class Fleet {
  readonly ends: ProcessEnd[] = [];
  private readonly members = new Map<ProcessName, Member>();
  private closing = false;

  private constructor(private readonly options: FleetOptions) {}

  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    const apis = Array.from({ length: APIS }, (_, n): ProcessName => `api-${n}`);
    const workers = Array.from({ length: WORKERS }, (_, n): ProcessName => `worker-${n}`);
    try {
      await Promise.all([...apis, ...workers].map((name) => fleet.add(name)));
      await fleet.ready();
    } catch (error) {
      await fleet.close();
      throw error;
    }
    return fleet;
  }

  /** Where APIs that listen answer. */
  get urls(): readonly string[] {
    return [...this.members.values()]
      .map(({ process }) => process)
      .filter(({ name, url, running }) => name.startsWith('api') && url !== '' && running)
      .map(({ url }) => url);
  }

  /** Connections to Redis that all processes have. */
  get connections(): number {
    return [...this.members.values()].reduce((sum, { proxy }) => sum + proxy.connections, 0);
  }

  process(name: ProcessName): ServiceProcess {
    return this.member(name).process;
  }

  proxy(name: ProcessName): TcpProxy {
    return this.member(name).proxy;
  }

  /** Waits until all run and are ready. */
  async ready(): Promise<void> {
    await eventually(async () => {
      for (const { process } of this.members.values()) {
        if (process.url === '') throw new Error(`${process.name} does not listen: ${process.output}`);
        const { ok } = await fetch(`${process.url}/health/ready`);
        if (!ok) throw new Error(`${process.name} is not ready`);
      }
    }, READY_MS);
  }

  /** Asks all to end, and waits until they have. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.members.values()].map(({ process }) => process.stop()));
    await Promise.all([...this.members.values()].map(({ proxy }) => proxy.close()));
  }

  private async add(name: ProcessName): Promise<void> {
    const proxy = await TcpProxy.open(this.options.redisPort);
    this.members.set(name, { proxy, process: this.launch(name, proxy) });
  }

  private launch(name: ProcessName, proxy: TcpProxy): ServiceProcess {
    const entry = name.startsWith('api') ? 'main.js' : 'worker.js';
    const launched = new ServiceProcess(name, [join(this.options.build, entry)], {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: '0',
      HEALTH_PORT: '0',
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
      KEY_PREFIX: PREFIX,
      CAR_BUILD_SECONDS: '0.4',
      PARTS_STOCK: String(OPENING_STOCK),
      TASK_LEASE_SECONDS: String(LEASE_MS / 1000),
      TASK_MAX_PICKUPS: String(MAX_PICKUPS),
      SHUTDOWN_GRACE_SECONDS: '2',
      NOTES_EFFECTS: this.options.effects,
    });
    void launched.ended.then(({ code, signal }) => {
      const { pid, output } = launched;
      this.ends.push({ name, pid, at: Date.now(), code, signal, output: output.slice(-2_000) });
      const member = this.members.get(name);
      if (member !== undefined && !this.closing) member.process = this.launch(name, proxy);
    });
    return launched;
  }

  private member(name: ProcessName): Member {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`there is no process ${name}`);
    return member;
  }
}
