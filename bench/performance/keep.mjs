import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';

/** Writes results to a file; measures and notes that it has from another run stay. */
export async function keep(file, results) {
  const before = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
  const measures = { ...before.measures, ...results.measures };
  const notes = { ...before.notes, ...results.notes };
  await mkdir(new URL('./', file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...results, measures, notes }, undefined, 2)}\n`);
}
