import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The names of package.json's scripts that begin so. */
export const scriptNames = (prefix) =>
  Object.keys(manifest.scripts).filter((name) => name.startsWith(prefix));

/**
 * The environment in which `node` is the Node that runs this file, and the project's tools are found.
 *
 * Under `npx -p node@24 …` another Node may come first on the PATH; the tools' scripts would run on it.
 */
export const toolsEnv = () => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
});

/** Runs one of package.json's scripts as npm would, and answers its exit code and output. */
export const runScript = (children, name) =>
  children.run('sh', ['-c', manifest.scripts[name]], { cwd: root, env: toolsEnv() });
