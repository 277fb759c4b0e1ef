import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Options, transformFile } from '@swc/core';
import { root } from './root.js';

/** As the build compiles; jest.config.mjs has the reasons. */
const OPTIONS: Options = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** Entry points of processes that serve notes beside cars. */
export interface NotesBuild {
  /** The folder with main.js and worker.js. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Compiles the second resource and its entry points into a folder of their own, laid out like the project, with the
 * service's build in the place of its sources: so that real processes run them, and nothing of the build is touched.
 * `service`: that build, where it is another one.
 */
export async function buildNotes(service = join(root, 'dist')): Promise<NotesBuild> {
  const data = join(root, '.data');
  await mkdir(data, { recursive: true });
  const folder = await mkdtemp(join(data, 'notes-'));
  await symlink(service, join(folder, 'src'));
  await Promise.all(['notes', 'with-notes'].map((part) => compile(join('test/support', part), folder)));
  return {
    folder: join(folder, 'test/support/with-notes'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function compile(part: string, folder: string): Promise<void> {
  const files = await readdir(join(root, part), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => join(part, file));
  await Promise.all(
    sources.map(async (source) => {
      const { code } = await transformFile(join(root, source), OPTIONS);
      const target = join(folder, source.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
    }),
  );
}
