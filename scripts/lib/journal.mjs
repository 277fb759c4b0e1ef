import { readable } from './log-line.mjs';

const info = 30;

/** Prints what happens: one short line an event in a terminal, the events' JSON elsewhere. */
export class Journal {
  #show;

  constructor(isTerminal) {
    this.#show = isTerminal ? readable : (_source, line) => line;
  }

  /** A line that a process printed. */
  line(source, line) {
    process.stdout.write(`${this.#show(source, line)}\n`);
  }

  /** Something that this command itself did or saw. */
  event(event, fields = {}) {
    this.line('start', JSON.stringify({ level: info, time: Date.now(), name: 'start', event, ...fields }));
  }
}
