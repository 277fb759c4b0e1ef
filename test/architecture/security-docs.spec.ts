import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';
import { tableBelow } from './markdown-tables.js';

const rows = tableBelow(
  readFileSync(join(root, 'docs/security.md'), 'utf8'),
  '| Risk | What is done about it | Shown by |',
).map(([risk = '', , shown = '']) => ({
  risk,
  files: [...shown.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
}));

describe('docs/security.md', () => {
  it('has a row for each risk of the list, in its order', () => {
    const numbers = rows.map(({ risk }) => risk.split(' ')[0]);
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, n) => `API${n + 1}`));
  });

  it.each(rows)('names files that are there, a test among them: $risk', ({ files }) => {
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(files.some((file) => file.endsWith('spec.ts'))).toBe(true);
  });
});
