import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
}

interface Bom {
  readonly bomFormat: string;
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

/** Licences under which the service may be given away without its source and without further duties than their text. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Python-2.0',
]);

/** Packages whose manifests say it in an older form, which lock files leave out. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = { busboy: 'MIT', streamsearch: 'MIT' };

const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const all = Object.entries(lock.packages).filter(([path]) => path !== '');
const production = all.filter(([, { dev }]) => dev !== true);

const those = (
  packages: readonly (readonly [string, Locked])[],
  wanted: (one: Locked, name: string) => boolean,
): readonly string[] => packages.filter(([path, one]) => wanted(one, nameOf(path))).map(([path]) => path);

describe('the lock file', () => {
  it('has what the service runs on, and more to build and test it', () => {
    expect(production.length).toBeGreaterThan(100);
    expect(all.length).toBeGreaterThan(production.length);
  });

  it('has an allowed licence for every package that the service runs on', () => {
    const licence = ({ license }: Locked, name: string): string => license ?? SAID_OTHERWISE[name] ?? 'none';
    expect(those(production, (one, name) => !ALLOWED.has(licence(one, name)))).toEqual([]);
  });

  it('has a strong hash for every package', () => {
    expect(those(all, ({ integrity = '' }) => !integrity.startsWith('sha512-'))).toEqual([]);
  });

  it('names no address to download from, so that none can be slipped in', () => {
    expect(those(all, ({ resolved }) => resolved !== undefined)).toEqual([]);
  });
});

describe('npm run sbom', () => {
  it('lists every package that the service runs on, from the lock file alone', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const [command = '', ...args] = (scripts['sbom'] ?? '').split(' ');
    const { stdout } = spawnSync(command, [...args, '--offline'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const { bomFormat, components } = JSON.parse(stdout) as Bom;
    expect(bomFormat).toBe('CycloneDX');
    const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    const wanted = production.map(([path, { version }]) => `${nameOf(path)}@${version}`);
    expect(wanted.filter((one) => !listed.has(one))).toEqual([]);
  });
});
