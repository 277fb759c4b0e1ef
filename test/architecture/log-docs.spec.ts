import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';
import { tableBelow } from './markdown-tables.js';
import { sourcesOf } from './sources.js';

const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');

/** Each event with its level, where a source logs it. */
const LOGGED = /\b(?:log|events)\.(debug|info|warn|error)\(\s*'([a-z.-]+)'/g;

describe('docs/operations.md', () => {
  it('names every event that is logged, with its level, and no other', () => {
    const service = sourcesOf('src').filter(({ path }) => !/\.spec(-kit)?\.ts$/.test(path));
    const logged = service.flatMap((source) =>
      [...source.text.matchAll(LOGGED)].map(([, level, event]) => `${event} ${level}`),
    );
    const documented = tableBelow(text, '| Event | Level | Fields | Meaning |').map(
      ([event, level]) => `${event?.replaceAll('`', '')} ${level}`,
    );
    expect(documented.toSorted()).toEqual([...new Set(logged)].toSorted());
  });
});
