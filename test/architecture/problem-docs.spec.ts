import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definedProblems } from '../../src/platform/http/index.js';
import { noSuchCar, partsShort } from '../../src/resources/cars/worker/cars.failures.js';
import { TasksHttpModule } from '../../src/tasks/http/index.js';
import { CANCELLED } from '../../src/tasks/index.js';
import { givenUp } from '../../src/workflow/index.js';
import { root } from '../support/root.js';
import { tableBelow } from './markdown-tables.js';
import { sourcesOf } from './sources.js';

const text = readFileSync(join(root, 'docs/protocol.md'), 'utf8');

/** Why tasks fail: made by functions, since what they say depends on the task. */
const failures = [noSuchCar(1), partsShort(['engine']), givenUp(undefined), CANCELLED];

/** Types and statuses of a table, whose cells hold them as code. */
function documented(header: string): readonly string[] {
  return tableBelow(text, header)
    .map(([type, status]) => `${type?.replaceAll('`', '')} ${status}`)
    .toSorted();
}

describe('docs/protocol.md', () => {
  it('names every problem a request can be refused with, and no other', () => {
    // Its file declares problems too, and is loaded for them.
    expect(TasksHttpModule).toBeDefined();
    const defined = definedProblems().map(({ type, status }) => `${type} ${status}`);
    expect(documented('| Type | Status | When |')).toEqual(defined.toSorted());
  });

  it('names every failure a task can end with, and no other', () => {
    const known = failures.map(({ type, status }) => `${type} ${status}`);
    expect(documented('| `error.type` | Status | When |')).toEqual(known.toSorted());
  });

  it('is compared with all failures that the sources spell', () => {
    const service = sourcesOf('src').filter(({ path }) => !/\.spec(-kit)?\.ts$/.test(path));
    const spelled = service.flatMap((source) =>
      [...source.text.matchAll(/'(\/problems\/[a-z-]+)'/g)].map(([, type]) => type),
    );
    expect(new Set(spelled)).toEqual(new Set(failures.map(({ type }) => type)));
  });
});
