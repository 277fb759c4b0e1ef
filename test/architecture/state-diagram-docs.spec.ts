import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSITIONS } from '../../src/tasks/task.js';
import { root } from '../support/root.js';

const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

describe('docs/architecture.md', () => {
  it('draws the transition table as it is', () => {
    const drawn = /```mermaid\nstateDiagram-v2\n([^`]*)```/.exec(text)?.[1] ?? '';
    const expected = Object.entries(TRANSITIONS).flatMap(([from, next]) =>
      next.length === 0 ? [`${from} --> [*]`] : next.map((to) => `${from} --> ${to}`),
    );
    expect(new Set(drawn.trim().split(/\n\s*/))).toEqual(new Set(['[*] --> queued', ...expected]));
  });
});
