import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

/** The file that a Redis appends its writes to: for tests that take the end of it away, as a power failure does. */
export class AppendOnlyFile {
  /** `folder`: the server's. */
  constructor(private readonly folder: string) {}

  /** Bytes written so far. */
  async size(): Promise<number> {
    return (await stat(await this.path())).size;
  }

  /** Keeps only the beginning; the server must not run. */
  async cut(bytes: number): Promise<void> {
    await truncate(await this.path(), bytes);
  }

  private async path(): Promise<string> {
    const folder = join(this.folder, 'appendonlydir');
    const number = (file: string): number => Number(/(\d+)\.incr\.aof$/.exec(file)?.[1] ?? 0);
    const last = (await readdir(folder)).toSorted((a, b) => number(a) - number(b)).at(-1);
    if (last === undefined || number(last) === 0)
      throw new Error(`${folder} has no file of appended commands`);
    return join(folder, last);
  }
}
