import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';
import { tableBelow } from './markdown-tables.js';

type Versions = Readonly<Record<string, string>>;

interface Package {
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
  readonly overrides: Versions;
}

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Package;
const text = read('docs/dependencies.md');

const PACKAGES = '| Package | For | Instead of | Licence |';
const [service = '', tools = '', overrides = ''] = text.split(/^## /m).slice(1);

/** A package's name and what its own manifest says of its licence. */
function licensed(name: string): readonly string[] {
  const { license } = JSON.parse(read(`node_modules/${name}/package.json`)) as { readonly license: string };
  return [`\`${name}\``, license];
}

const ends = (rows: readonly (readonly string[])[]): unknown[] => rows.map((row) => [row[0], row.at(-1)]);

describe('docs/dependencies.md', () => {
  it.each([
    ['dependencies', service, PACKAGES],
    ['devDependencies', tools, PACKAGES],
    ['overrides', overrides, '| Package | Version | Why | Licence |'],
  ] as const)('names every package of %s, in that order, with its licence', (field, section, header) => {
    expect(ends(tableBelow(section, header))).toEqual(Object.keys(manifest[field]).map(licensed));
  });

  it('names the versions of the overrides', () => {
    const rows = tableBelow(overrides, '| Package | Version | Why | Licence |');
    expect(rows.map(([, version]) => version)).toEqual(
      Object.values(manifest.overrides).map((version) => `\`${version}\``),
    );
  });
});
