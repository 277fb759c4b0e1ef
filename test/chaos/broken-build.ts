import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildNotes } from '../support/notes-build.js';
import { root } from '../support/root.js';

/** A change that makes the service wrong: in each file, what is replaced by what. */
export type Breakage = readonly { readonly file: string; readonly from: string; readonly to: string }[];

/** A build of the service that is broken on purpose, with the notes beside it. */
export interface BrokenBuild {
  /** The folder with main.js and worker.js. */
  readonly folder: string;
  /** The folder of the Lua files that it runs. */
  readonly scripts: string;
  remove(): Promise<void>;
}

/** Copies the build and breaks the copy. Errors: throws where there is nothing to replace. */
export async function breakBuild(breakage: Breakage): Promise<BrokenBuild> {
  await mkdir(join(root, '.data'), { recursive: true });
  const copy = await mkdtemp(join(root, '.data', 'broken-'));
  await cp(join(root, 'dist'), copy, { recursive: true });
  for (const { file, from, to } of breakage) {
    const path = join(copy, file);
    const source = await readFile(path, 'utf8');
    const changed = source.replaceAll(from, () => to);
    if (changed === source) throw new Error(`${file} does not have: ${from}`);
    await writeFile(path, changed);
  }
  const notes = await buildNotes(copy);
  const remove = async (): Promise<void> => {
    await notes.remove();
    await rm(copy, { recursive: true });
  };
  return { folder: notes.folder, scripts: join(copy, 'tasks/lua'), remove };
}
