import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault, tail } from './fault.mjs';
import { until } from './until.mjs';

const readyWithinMs = 60_000;

/** A process that lived so long did not die of its start: it is started again at once. */
const healthyAfterMs = 5_000;
const shortestPauseMs = 500;
const longestPauseMs = 10_000;

/** How long to wait before the next start, after so many deaths soon after a start, one after the other. */
const pauseMs = (quickDeaths) =>
  quickDeaths === 0 ? 0 : Math.min(longestPauseMs, shortestPauseMs * 2 ** (quickDeaths - 1));

/**
 * A process that is always there: started again whenever it dies, until `children` ends.
 *
 * What it prints is held back until `show`: where it can't start, its own words say why, and nothing else does.
 */
export class Service {
  #children;
  #journal;
  #launch;
  #process;
  #startedAt;
  #held = [];

  /** `launch` starts the process and answers `{ child, exited, isReady }`, with `log()` where its output is elsewhere. */
  constructor(name, { children, journal, launch }) {
    this.name = name;
    this.#children = children;
    this.#journal = journal;
    this.#launch = launch;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * Errors: Fault, with what it printed, when it ends first or is not ready within a minute.
   */
  async start() {
    await this.#run();
    const { exited, isReady } = this.#process;
    const ended = exited.then((exit) => ({ exit }));
    const { exit, ready } = await Promise.race([
      ended,
      until(isReady, readyWithinMs).then((ready) => ({ ready })),
    ]);
    if (!ready) throw new Fault(this.#whyNotReady(exit));
    void this.#keepAlive();
  }

  /** What it printed so far and was held back. */
  get held() {
    return this.#held ?? [];
  }

  /** Prints what was held back, and from now on each line as it comes. */
  show() {
    this.held.forEach((line) => this.#journal.line(this.name, line));
    this.#held = undefined;
  }

  /** The process's id, or undefined while it is down. */
  get pid() {
    return this.#process?.child.pid;
  }

  /** Ends it as a crash would, without a word of warning. */
  kill() {
    this.#process?.child.kill('SIGKILL');
  }

  async #run() {
    this.#process = await this.#launch();
    const { child } = this.#process;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#print(line));
    }
    this.#startedAt = performance.now();
  }

  async #keepAlive() {
    for (let quickDeaths = 0; ;) {
      const { code, signal } = await this.#process.exited;
      this.#process = undefined;
      if (this.#children.ending) return;
      quickDeaths = performance.now() - this.#startedAt < healthyAfterMs ? quickDeaths + 1 : 0;
      this.#journal.event('process.died', {
        service: this.name,
        code,
        signal,
        restartInMs: pauseMs(quickDeaths),
      });
      await delay(pauseMs(quickDeaths));
      try {
        await this.#run();
      } catch (error) {
        // All may have begun to end meanwhile.
        if (this.#children.ending) return;
        throw error;
      }
      this.#journal.event('process.started', { service: this.name, childPid: this.pid });
    }
  }

  #print(line) {
    if (this.#held) this.#held.push(line);
    else this.#journal.line(this.name, line);
  }

  #whyNotReady(exit) {
    const printed = tail(this.#process.log?.() ?? this.#held.join('\n'), 40);
    const how =
      exit?.error?.message ?? (exit ? `exit code ${exit.code ?? exit.signal}` : 'not ready within a minute');
    return `${this.name} did not start (${how}). It said:\n${printed}`;
  }
}
