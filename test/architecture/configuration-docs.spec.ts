import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allVariables } from '../../src/platform/config/index.js';
import { resources } from '../../src/resources/index.js';
import { root } from '../support/root.js';
import { tableBelow } from './markdown-tables.js';

const text = readFileSync(join(root, 'docs/configuration.md'), 'utf8');

describe('docs/configuration.md', () => {
  it('names every variable of the code, with its default, what is allowed and its meaning, in that order', () => {
    const variables = allVariables(resources.map(({ settings }) => settings));
    const rows = Object.entries(variables).map(([name, { default: preset, allowed, description }]) => [
      `\`${name}\``,
      preset === '' ? 'empty' : `\`${preset}\``,
      allowed,
      description,
    ]);
    expect(tableBelow(text, '| Variable | Default | Allowed | Meaning |')).toEqual(rows);
  });
});
