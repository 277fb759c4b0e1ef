import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.js';

/** A line of a process's log. */
export type LogEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** How a process ended: a code, or the signal that killed it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Many processes that start at once on few cores take their time. */
const START_MS = 60_000;

/** Longer than any grace period of these tests; what has not ended by then never will. */
const STOP_MS = 15_000;

/** A process of the service, started as its operator would. */
export class ServiceProcess {
  /** Its log lines, the oldest first. */
  readonly events: LogEvent[] = [];
  /** What it wrote that is no log line. */
  output = '';
  /** Resolves with its end. */
  readonly ended: Promise<Exit>;
  /** Where it answers, once it said so. */
  url = '';
  private readonly child: ChildProcess;

  constructor(
    readonly name: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ) {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
    createInterface({ input: child.stdout }).on('line', (line) => this.read(line));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until it listens. Errors: rejects with all it wrote when it ends instead. */
  async listening(): Promise<void> {
    await this.eventually(() => (this.url === '' ? this.fault('does not listen') : undefined), START_MS);
  }

  /** Waits until it listens and says that it should get work. */
  async ready(): Promise<this> {
    await this.listening();
    await this.eventually(async () => {
      const { ok } = await fetch(`${this.url}/health/ready`);
      if (!ok) this.fault('is not ready');
    }, START_MS);
    return this;
  }

  /** The first event of this name, with these fields. */
  find(event: string, fields: Readonly<Record<string, unknown>> = {}): LogEvent | undefined {
    return this.events.find(
      (line) => line.event === event && Object.entries(fields).every(([name, value]) => line[name] === value),
    );
  }

  /** Waits until it has logged this. */
  async logged(event: string, fields: Readonly<Record<string, unknown>> = {}): Promise<LogEvent> {
    return this.eventually(() => this.find(event, fields) ?? this.fault(`has not logged ${event}`));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it at once. */
  async kill(): Promise<Exit> {
    this.child.kill('SIGKILL');
    return this.ended;
  }

  /** Asks it to end, and answers how it did; kills what does not end. */
  async stop(): Promise<Exit> {
    if (!this.running) return this.ended;
    this.child.kill('SIGTERM');
    // One that is stopped would take the request only when it goes on.
    this.child.kill('SIGCONT');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    const exit = await this.ended;
    clearTimeout(timer);
    return exit;
  }

  private read(line: string): void {
    try {
      const event = JSON.parse(line) as LogEvent;
      this.events.push(event);
      if (event.event === (this.name.startsWith('worker') ? 'health.listening' : 'api.started'))
        this.url =
          typeof event['url'] === 'string' ? event['url'] : `http://127.0.0.1:${String(event['port'])}`;
    } catch {
      this.output += `${line}\n`;
    }
  }

  /** Like eventually, but over as soon as the process is. */
  private async eventually<T>(check: () => T | Promise<T>, withinMs?: number): Promise<T> {
    return eventually(check, withinMs, () => this.running);
  }

  private fault(what: string): never {
    const last = this.events.slice(-5).map((event) => JSON.stringify(event));
    throw new Error([`${this.name} (pid ${this.pid}) ${what}`, this.output, ...last].join('\n'));
  }
}
