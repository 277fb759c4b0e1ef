import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../support/root.js';
import { BREACHES, INNOCENTS, PACKAGES } from './breaches.js';

interface Cruise {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
    readonly ruleSetUsed: {
      readonly forbidden: readonly { readonly name: string; readonly comment?: string }[];
    };
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function declared(how: 'dependencies' | 'devDependencies'): Record<string, string> {
  const names = Object.keys(PACKAGES).filter((name) => PACKAGES[name] === how);
  return Object.fromEntries(names.map((name) => [name, '*']));
}

/** Writes a tree in which each rule is broken once. */
function writeBrokenTree(folder: string): void {
  const manifest = { dependencies: declared('dependencies'), devDependencies: declared('devDependencies') };
  write(join(folder, 'package.json'), JSON.stringify(manifest));
  copyFileSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  for (const name of Object.keys(PACKAGES)) {
    write(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
    write(join(folder, 'node_modules', name, 'index.js'), '');
  }
  for (const [file, text] of Object.entries(INNOCENTS)) write(join(folder, file), text);
  for (const { file, imports } of Object.values(BREACHES)) {
    write(join(folder, file), imports === '' ? 'export {};\n' : `import '${imports}';\n`);
  }
}

function cruise(folder: string): Cruise {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    bin,
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'src',
    'test',
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser said: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Cruise;
}

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'broken-tree-'));
  let result: Cruise;

  beforeAll(() => {
    writeBrokenTree(folder);
    result = cruise(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('all have a breach here', () => {
    const names = result.summary.ruleSetUsed.forbidden.map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(BREACHES).toSorted());
  });

  it('all say why they are there', () => {
    for (const { comment } of result.summary.ruleSetUsed.forbidden)
      expect(comment?.length).toBeGreaterThan(20);
  });

  it.each(Object.entries(BREACHES))('fire: %s', (name, { file }) => {
    const broken = result.summary.violations.filter(({ rule }) => rule.name === name);
    expect(broken.flatMap(({ from, to }) => [from, to])).toContain(file);
  });
});
