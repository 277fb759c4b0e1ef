import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Written at once when the disk is filled. */
const PIECE = Buffer.alloc(4096);

/** A file system of its own with little room, to be filled. Needs the right to mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Mounts one; undefined where that is not allowed. */
  static async mount(size: string): Promise<SmallDisk | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
    } catch {
      await rm(folder, { recursive: true });
      return undefined;
    }
    return new SmallDisk(folder);
  }

  /** Leaves no room. Errors: rejects with what is no lack of room. */
  async fill(): Promise<void> {
    for (;;) {
      try {
        await writeFile(this.ballast, PIECE, { flag: 'a' });
      } catch (error) {
        if (codeOf(error) === 'ENOSPC') return;
        throw error;
      }
    }
  }

  /** Makes room again. */
  async free(): Promise<void> {
    await truncate(this.ballast);
  }

  async remove(): Promise<void> {
    await run('umount', [this.folder]);
    await rm(this.folder, { recursive: true });
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}

/** Node's errors come from outside of Jest's realm, so they are no instances of its Error. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
