import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * A way to a port of loopback that can be cut as a network is that loses its state: what was connected hears nothing
 * more, not even an end, and stays so when the way is open again; meanwhile nobody can connect.
 */
export class Link {
  #server;
  #target;
  #pairs = new Set();
  #open = true;

  static async open(target) {
    const link = new Link();
    link.#target = target;
    link.#server = createServer((near) => link.#accept(near)).listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  get url() {
    return `redis://127.0.0.1:${this.#server.address().port}`;
  }

  cut() {
    this.#open = false;
    for (const { near, far } of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      // Nobody says goodbye: the near end stays as it is until whoever holds it lets go.
      far.destroy();
      near.resume();
    }
  }

  restore() {
    this.#open = true;
  }

  close() {
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
    this.#server.close();
  }

  #accept(near) {
    if (!this.#open) {
      near.destroy();
      return;
    }
    const pair = { near, far: connect(this.#target, '127.0.0.1') };
    this.#pairs.add(pair);
    near.on('error', () => undefined);
    pair.far.on('error', () => undefined);
    near.setNoDelay(true);
    pair.far.setNoDelay(true);
    near.pipe(pair.far);
    pair.far.pipe(near);
    near.once('close', () => {
      this.#pairs.delete(pair);
      pair.far.destroy();
    });
    // A server that ends its side is heard of, while the way is open.
    pair.far.once('close', () => {
      if (this.#open) near.destroy();
    });
  }
}
