import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A client process that holds many requests at once: waits, `{ kind: 'wait', path, prefer }`, and `{ kind: 'stream', path }`. */
export class Holder {
  #child = fork(new URL('holder.mjs', import.meta.url));

  /** Resolves once all of them are connected. */
  async hold(url, items) {
    await this.#ask({ command: 'hold', url, items });
  }

  /** Destroys the sockets of all that are held. */
  async hangUp() {
    await this.#ask({ command: 'hangUp' });
  }

  /** How many are held, and what was answered and what failed since it was asked last. */
  report() {
    return this.#ask({ command: 'report' });
  }

  close() {
    this.#child.disconnect();
  }

  async #ask(message) {
    this.#child.send(message);
    const [answer] = await once(this.#child, 'message');
    return answer;
  }
}
