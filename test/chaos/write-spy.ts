import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scriptOf } from '../../src/platform/redis/index.js';
import { FIELD } from '../../src/tasks/task-record.js';
import { partsOf } from '../../src/tasks/task-script.js';
import { later } from '../support/pause.js';
import { partOf } from '../support/record.js';
import { PREFIX } from './fleet.js';
import type { WriteLine } from './history.js';

/** Scripts by which workers write to a task that they hold. */
const SCRIPTS = ['create', 'start', 'checkpoint', 'renew', 'end', 'release', 'decline'] as const;
type Script = (typeof SCRIPTS)[number];

/** Scripts that grant tasks: what they leave active they have granted. */
const GRANTING: ReadonlySet<Script> = new Set(['create', 'start', 'end']);

const RECORD = `{${PREFIX}:tasks}:task:`;
const RECONNECT_MS = 50;

/** Who asks to write: an attempt at a task. */
interface Asking {
  readonly task: number;
  readonly attempt: number;
}

/** A script under way, whose commands come next. */
interface Running {
  readonly script: Script;
  /** In the order in which it is their turn; of one task several may be: a worker can have taken it up again. */
  readonly asking: readonly Asking[];
  /** How many of those of a task had their turn: each begins by reading the record. */
  readonly turns: Map<number, number>;
}

/**
 * Watches by MONITOR what Redis carries out, commands inside scripts included, and notes each write of an attempt: in the
 * one order in which they happened, whatever processes believe. What happens while it has no connection it does not see.
 */
export class WriteSpy {
  readonly writes: WriteLine[] = [];
  private readonly names: ReadonlyMap<string, Script>;
  private socket: Socket | undefined;
  private running: Running | undefined;
  /** When tasks were created, epoch milliseconds: their leases are told from that. */
  private readonly createdMs = new Map<number, number>();
  private closed = false;

  /** Units: `scripts` is the folder with the Lua files that the service runs. */
  constructor(
    private readonly port: number,
    scripts: string,
  ) {
    const read = (name: string): string => readFileSync(join(scripts, `${name}.lua`), 'utf8');
    this.names = new Map(SCRIPTS.map((name) => [scriptOf(...partsOf(name).map(read)).digest, name]));
    this.connect();
  }

  close(): void {
    this.closed = true;
    this.socket?.destroy();
  }

  private connect(): void {
    const socket = connect(this.port, '127.0.0.1', () => socket.write('MONITOR\r\n'));
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.running = undefined;
      if (!this.closed) later(RECONNECT_MS, () => this.connect());
    });
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => this.read(line));
    // It tells errors of its socket once more.
    lines.on('error', () => undefined);
  }

  private read(line: string): void {
    const inside = line.includes(' lua] "');
    if (!inside) this.running = this.begun(line);
    else if (this.running !== undefined && line.includes(RECORD)) this.carriedOut(line, this.running);
  }

  private begun(line: string): Running | undefined {
    if (!/\] "eval(sha)?" /i.test(line)) return undefined;
    const [command = '', what = '', keys, ...words] = wordsOf(line);
    const script = this.names.get(
      command.toLowerCase() === 'eval' ? digest(Buffer.from(unescaped(what), 'latin1')) : what,
    );
    // BullMQ's are not ours, and have no calls.
    if (script === undefined) return undefined;
    const calls = callsOf(words.slice(Number(keys)));
    return { script, asking: calls.flatMap((args) => askingOf(script, args)), turns: new Map() };
  }

  private carriedOut(line: string, running: Running): void {
    const [command = '', key = '', ...fields] = wordsOf(line);
    const task = Number(key.slice(RECORD.length));
    const { turns } = running;
    if (/^HMGET$/i.test(command)) turns.set(task, (turns.get(task) ?? 0) + 1);
    if (/^HSET$/i.test(command)) this.wrote(line, task, fields, running);
  }

  private wrote(
    line: string,
    task: number,
    words: readonly string[],
    { script, asking, turns }: Running,
  ): void {
    const at = Number(/^\+(\d+\.\d+)/.exec(line)?.[1]) * 1000;
    const created = valueOf(words, FIELD.created);
    if (created !== undefined) this.createdMs.set(task, Math.floor(Number(created) / 1000));
    const state = valueOf(words, FIELD.state);
    if (state === undefined) return;
    const lease = this.leaseOf(task, state);
    if (GRANTING.has(script) && partOf(state, 'status') === 'active') {
      this.writes.push({ at, task, script: 'grant', ...lease });
    } else if (script !== 'create') {
      const own = asking.filter((one) => one.task === task);
      const attempt = Number(own[(turns.get(task) ?? 0) - 1]?.attempt);
      // A release that comes after the next grant takes no more back than that it was a pickup.
      if (script === 'release' && partOf(state, 'attempt') !== String(attempt)) return;
      this.writes.push({ at, task, script, attempt, ...lease });
    }
  }

  /** Until when a task's lease is, where that is known. */
  private leaseOf(task: number, state: string): { readonly lease?: number } {
    const [createdMs, afterMs] = [this.createdMs.get(task), partOf(state, 'lease')];
    return createdMs === undefined || afterMs === '' ? {} : { lease: createdMs + Number(afterMs) };
  }
}

/** The arguments of each call of a command; see argumentsOf. */
function callsOf(args: readonly string[]): readonly (readonly string[])[] {
  const calls: (readonly string[])[] = [];
  for (let at = 0; at < args.length; at += 1 + Number(args[at])) {
    calls.push(args.slice(at + 1, at + 1 + Number(args[at])));
  }
  return calls;
}

/** Which attempts a call is about: one, or for `renew`, after the lease, one for each id, attempt, progress and tries. */
function askingOf(script: Script, args: readonly string[]): readonly Asking[] {
  if (script === 'start' || script === 'create') return [];
  const [task, attempt] = args;
  if (script !== 'renew') return [{ task: Number(task), attempt: Number(attempt) }];
  const ids = args.flatMap((arg, n) => (n % 4 === 1 ? [{ arg, n }] : []));
  return ids.map(({ arg, n }) => ({ task: Number(arg), attempt: Number(args[n + 1]) }));
}

/** The value of a field, among names and values in turn. */
function valueOf(words: readonly string[], field: string): string | undefined {
  const index = words.findIndex((word, n) => n % 2 === 0 && word === field);
  return index < 0 ? undefined : words[index + 1];
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word ?? '');
}

/** Each character is a byte, as MONITOR writes what is not ASCII. */
function unescaped(word: string): string {
  const known: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\u0007', b: '\b' };
  return word.replaceAll(/\\(x[0-9a-f]{2}|.)/g, (_, escape: string) =>
    escape.length === 3
      ? String.fromCodePoint(Number.parseInt(escape.slice(1), 16))
      : (known[escape] ?? escape),
  );
}

function digest(source: string | Buffer): string {
  return createHash('sha1').update(source).digest('hex');
}
