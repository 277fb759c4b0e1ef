import { eventually } from './eventually.js';
import type { TaskDocument } from './task-document.js';

/** An event of a stream. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly task: TaskDocument;
}

/** Reads a stream of server-sent events, and keeps what came. */
export class EventReader {
  readonly events: StreamEvent[] = [];
  /** Everything as it came. */
  text = '';
  /** How the stream ended; undefined while it goes on. */
  end: 'ended' | 'cut' | undefined;

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    void this.read();
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
    const abort = new AbortController();
    const accept = { Accept: 'text/event-stream', ...headers };
    return new EventReader(await fetch(url, { headers: accept, signal: abort.signal }), abort);
  }

  /** Waits for an event, among those that came before too. */
  async until(what: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    return eventually(() => {
      const found = this.events.find(what);
      if (found === undefined)
        throw new Error(`not among ${this.events.length} events: ${this.text.slice(-500)}`);
      return found;
    });
  }

  /** Waits for the end, and answers how it came. */
  async ended(): Promise<'ended' | 'cut'> {
    return eventually(() => {
      if (this.end === undefined) throw new Error(`the stream goes on: ${this.text.slice(-500)}`);
      return this.end;
    });
  }

  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    try {
      const decoder = new TextDecoder();
      for await (const chunk of this.response.body ?? []) {
        this.text += decoder.decode(chunk as Uint8Array, { stream: true });
        this.parse();
      }
      this.end = 'ended';
    } catch {
      this.end = 'cut';
    }
  }

  private parse(): void {
    const blocks = this.text.split('\n\n').slice(0, -1);
    const told = blocks.filter((block) => block.includes('data: '));
    for (const block of told.slice(this.events.length)) {
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      this.events.push({ id: field('id'), task: JSON.parse(field('data') ?? '') as TaskDocument });
    }
  }
}
