import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';

/** Writes results to a file, and of which run each measure is; measures and notes that it has from another run stay. */
export async function keep(file, { rounds, measures: made, notes: told, ...run }) {
  const before = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
  const measures = { ...before.measures, ...made };
  const notes = { ...before.notes, ...told };
  const own = Object.fromEntries(Object.keys(made).map((name) => [name, { ...run, rounds }]));
  const runs = { ...before.runs, ...own };
  await mkdir(new URL('./', file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ node: run.node, runs, measures, notes }, undefined, 2)}\n`);
}
