import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildNotes, type NotesBuild } from './notes-build.js';

/** A further step, `proof`, in the contract of notes and in their workflow: before the last one. */
const CHANGES = [
  { file: 'notes.contract.js', before: 'publish: 1', added: 'proof: 1, ' },
  {
    file: 'worker/write-note.workflow.js',
    before: ".step('publish', {",
    added: `.step('proof', {
      timeoutMs: LONG_MS,
      retry: QUICK_RETRY,
      run: (context) => this.told('proof', context, async () => {
        await this.behaviours.perform('proof', undefined, context);
        return { proofs: context.results.check.checked };
      }),
    })`,
  },
];

/** Compiles the notes as a newer version of the service has them: with one more step. */
export async function buildNewerNotes(): Promise<NotesBuild> {
  const build = await buildNotes();
  for (const { file, before, added } of CHANGES) {
    const path = join(build.folder, '../notes', file);
    const source = await readFile(path, 'utf8');
    if (!source.includes(before)) throw new Error(`${file} does not have: ${before}`);
    await writeFile(
      path,
      source.replace(before, () => `${added}${before}`),
    );
  }
  return build;
}
