/** A file that breaks an import rule, by what it imports. */
export interface Breach {
  readonly file: string;
  readonly imports: string;
}

/** For each import rule, by name, one file that breaks it. */
export const BREACHES: Readonly<Record<string, Breach>> = {
  'platform-knows-no-product': { file: 'src/platform/clock.ts', imports: '../tasks/index.js' },
  'workflow-is-plain': { file: 'src/workflow/engine.ts', imports: '../platform/config/index.js' },
  'workflow-specs-are-plain': { file: 'src/workflow/engine.spec.ts', imports: 'ioredis' },
  'tasks-know-platform-only': { file: 'src/tasks/task.store.ts', imports: '../workflow/index.js' },
  'tasks-http-knows-tasks-and-platform': {
    file: 'src/tasks/http/tasks.controller.ts',
    imports: '../../resources/index.js',
  },
  'runner-knows-no-http-and-no-resource': { file: 'src/runner/sweep.ts', imports: '../tasks/http/index.js' },
  'resource-api-runs-no-work': {
    file: 'src/resources/a/api/a.controller.ts',
    imports: '../worker/a.workflow.js',
  },
  'resource-worker-speaks-no-http': {
    file: 'src/resources/a/worker/a.workflow.ts',
    imports: '../../../tasks/http/index.js',
  },
  'resource-contract-is-neutral': { file: 'src/resources/a/a.contract.ts', imports: '../../runner/index.js' },
  'resource-halves-load-lazily': { file: 'src/resources/a/index.ts', imports: './worker/a.workflow.js' },
  'resources-know-not-each-other': { file: 'src/resources/a/api/a.module.ts', imports: '../../b/index.js' },
  'resource-list-is-a-list': { file: 'src/resources/index.ts', imports: './a/a.contract.js' },
  'api-process-runs-no-work': { file: 'src/api.module.ts', imports: './runner/index.js' },
  'worker-process-serves-no-api': { file: 'src/worker.module.ts', imports: './tasks/http/index.js' },
  'front-door-of-platform-config': { file: 'src/main.ts', imports: './platform/config/inside.js' },
  'front-door-of-platform-redis': { file: 'src/tasks/a.ts', imports: '../platform/redis/inside.js' },
  'front-door-of-platform-logging': { file: 'src/tasks/b.ts', imports: '../platform/logging/inside.js' },
  'front-door-of-platform-problems': { file: 'src/tasks/c.ts', imports: '../platform/problems/inside.js' },
  'front-door-of-platform-openapi': {
    file: 'src/tasks/http/c.ts',
    imports: '../../platform/openapi/inside.js',
  },
  'front-door-of-platform-auth': { file: 'src/tasks/http/e.ts', imports: '../../platform/auth/inside.js' },
  'front-door-of-platform-http': { file: 'src/tasks/http/a.ts', imports: '../../platform/http/inside.js' },
  'front-door-of-platform-ops': { file: 'src/runner/a.ts', imports: '../platform/ops/inside.js' },
  'front-door-of-platform-metrics': { file: 'src/runner/j.ts', imports: '../platform/metrics/inside.js' },
  'front-door-of-platform-docs': { file: 'src/tasks/http/d.ts', imports: '../../platform/docs/inside.js' },
  'front-door-of-tasks-http': { file: 'src/api.process.ts', imports: './tasks/http/inside.js' },
  'front-door-of-tasks': { file: 'src/tasks/http/b.ts', imports: '../inside.js' },
  'front-door-of-workflow': { file: 'src/runner/b.ts', imports: '../workflow/inside.js' },
  'front-door-of-runner': { file: 'src/worker.ts', imports: './runner/inside.js' },
  'a-second-resource-needs-front-doors-only': {
    file: 'test/support/notes/index.ts',
    imports: '../../../src/tasks/inside.js',
  },
  'bullmq-in-two-files': { file: 'src/runner/c.ts', imports: 'bullmq' },
  'ioredis-in-platform-redis': { file: 'src/platform/ops/a.ts', imports: 'ioredis' },
  'prom-client-in-platform-metrics': { file: 'src/runner/k.ts', imports: 'prom-client' },
  'no-dev-dependencies-in-the-service': { file: 'src/runner/d.ts', imports: 'fast-check' },
  'no-undeclared-packages': { file: 'src/runner/e.ts', imports: 'undeclared' },
  'nothing-unresolvable': { file: 'src/runner/f.ts', imports: './nowhere.js' },
  'no-cycles': { file: 'src/runner/g.ts', imports: './g.js' },
  'no-orphans': { file: 'test/support/alone.ts', imports: '' },
  'no-dead-files': { file: 'src/runner/h.ts', imports: '../tasks/index.js' },
  'service-knows-no-test': { file: 'src/runner/i.ts', imports: '../../test/support/kit.js' },
};

/** Files that break nothing themselves; breaches need them to be there. */
export const INNOCENTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['config', 'redis', 'logging', 'problems', 'openapi', 'auth', 'http', 'ops', 'metrics', 'docs'].flatMap(
      (room) => [
        [`src/platform/${room}/index.ts`, ''],
        [`src/platform/${room}/inside.ts`, ''],
      ],
    ),
  ),
  ...Object.fromEntries(
    ['tasks/http', 'tasks', 'workflow', 'runner'].flatMap((room) => [
      [`src/${room}/index.ts`, ''],
      [`src/${room}/inside.ts`, ''],
    ]),
  ),
  'src/resources/b/index.ts': '',
  'test/support/kit.ts': '',
};

/** Packages that stand in node_modules, and how package.json declares them. */
export const PACKAGES: Readonly<Record<string, 'dependencies' | 'devDependencies' | undefined>> = {
  bullmq: 'dependencies',
  ioredis: 'dependencies',
  'prom-client': 'dependencies',
  'fast-check': 'devDependencies',
  undeclared: undefined,
};
