import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';

const [, section = ''] = readFileSync(join(root, 'docs/protocol.md'), 'utf8').split(
  '## Where each statement is tested',
);

/** A row: what is stated, the test that holds it, its file. */
const ROW = /^\| (.+?) +\| (.+?) +\| `(test\/[^`]+|src\/[^`]+)` +\|$/gm;

describe('docs/protocol.md', () => {
  const rows = [...section.matchAll(ROW)].map(([, statement = '', test = '', file = '']) => ({
    statement,
    test,
    file,
  }));

  it('names a test for each statement of the protocol', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(section.match(/^\| (?!Statement|---)/gm)).toHaveLength(rows.length);
  });

  it.each(rows)('names a test that is there: $statement', ({ test, file }) => {
    expect(existsSync(join(root, file))).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(test);
  });
});
