import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definedProblems, type ProblemType } from '../../src/platform/problems/index.js';
import { NO_SUCH_CAR } from '../../src/resources/cars/cars.problems.js';
import { resources } from '../../src/resources/index.js';
import { TASK_FAILED } from '../../src/tasks/index.js';
import { TasksHttpModule } from '../../src/tasks/http/index.js';
import { givenUp } from '../../src/workflow/index.js';
import { root } from '../support/root.js';
import { tableBelow } from './markdown-tables.js';
import { sourcesOf } from './sources.js';

// Their files declare problems too, and are loaded for them.
for (const resource of resources) {
  // One after another: Jest's loader does not bear modules that are imported while another import needs them.
  await resource.api();
  await resource.worker();
}

const text = readFileSync(join(root, 'docs/protocol.md'), 'utf8');

/** Types and statuses of a table, whose cells hold them as code. */
function documented(header: string): readonly string[] {
  return tableBelow(text, header)
    .map(([type, status]) => `${type?.replaceAll('`', '')} ${status}`)
    .toSorted();
}

function defined(of: ProblemType['of']): readonly string[] {
  const problems = definedProblems().filter((problem) => problem.of === of);
  return problems.map(({ type, status }) => `${type} ${status}`).toSorted();
}

describe('docs/protocol.md', () => {
  it('names every problem a request can be refused with, and no other', () => {
    expect(TasksHttpModule).toBeDefined();
    expect(documented('| Type | Status | When |')).toEqual(defined('request'));
  });

  it('names every failure a task can end with, and no other', () => {
    expect(defined('task')).toContain(`${NO_SUCH_CAR.type} 404`);
    expect(documented('| `error.type` | Status | When |')).toEqual(defined('task'));
  });

  it('names failures that end with statuses that make nobody repeat the request', () => {
    const allowed = ['400', '403', '404', '409', '410', '412', '422', '424', '500'];
    for (const failure of defined('task')) expect(allowed).toContain(failure.split(' ')[1]);
  });

  it('is compared with all problems there are: the sources spell no type but the one of the engine', () => {
    const service = sourcesOf('src').filter(({ path }) => !/\.spec(-kit)?\.ts$/.test(path));
    const spelled = service.flatMap((source) =>
      [...source.text.matchAll(/'(\/problems\/[a-z-]+)'/g)].map(([, type]) => `${source.path} ${type}`),
    );
    expect(new Set(spelled)).toEqual(new Set([`src/workflow/errors.ts ${TASK_FAILED.type}`]));
  });
});

describe('the words of every problem', () => {
  it.each(definedProblems().map((problem) => [problem.type, problem] as const))(
    'are sentences: %s',
    (_, { title, explanation, remedy }) => {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      for (const words of [explanation, remedy]) expect(words).toMatch(/^[A-Z].{30,}\.$/);
    },
  );

  it('are those that the engine has for a failure of its own', () => {
    expect(givenUp(undefined)).toMatchObject({
      type: TASK_FAILED.type,
      title: TASK_FAILED.title,
      status: TASK_FAILED.status,
    });
  });
});
