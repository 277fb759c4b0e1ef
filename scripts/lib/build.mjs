import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, tail } from './fault.mjs';
import { root, runScript } from './project.mjs';
import { stage } from './stage.mjs';

/** Says which sources dist/ was built from. The build empties dist/ first, so an interrupted one leaves no such file. */
const stampFile = join(root, 'dist', '.built-from');

const settings = [
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/bundle.mjs',
];

function inputs() {
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return [...settings.map((name) => join(root, name)), ...sources].filter((file) => existsSync(file));
}

/** A fingerprint of names and contents: unlike times it also shows a file that is gone or an older one that came back. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of inputs())
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

const builtFrom = () => (existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined);

/**
 * Builds dist/, unless it was built from these very sources.
 *
 * Errors: Fault, with the compiler's messages.
 */
export async function ensureBuild(children) {
  const wanted = fingerprint();
  if (builtFrom() === wanted) return;
  await stage('Building', async () => {
    const { code, output } = await runScript(children, 'build');
    if (code !== 0) throw new Fault(`The build failed:\n${tail(output, 40)}`);
    writeFileSync(stampFile, wanted);
  });
}
