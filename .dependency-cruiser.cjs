/**
 * The import rules of the house: docs/architecture.md draws them, `npm run check:imports` holds them, and
 * test/architecture/import-rules.spec.ts breaks each of them once to see it fire.
 */

/** Folders that others enter by their index.ts only. A room inside a room is named before it. */
const ROOMS = [
  'platform/config',
  'platform/redis',
  'platform/logging',
  'platform/problems',
  'platform/openapi',
  'platform/auth',
  'platform/http',
  'platform/metrics',
  'platform/ops',
  'platform/docs',
  'tasks/http',
  'tasks',
  'workflow',
  'runner',
];

/** Everything in src that is not one of these. */
const outside = (...allowed) => ({ path: '^src/', pathNot: allowed.map((room) => `^src/${room}`) });

/** How a process begins and ends: both have it. */
const PROCESS = 'process-[a-z]+\\.ts$';

/** Tests, and what only they use. */
const SPECS = '\\.spec(-kit)?\\.ts$';

const TASKS = 'tasks/(?!http/)';
const OWN = 'resources/$1/';
const OWN_SHARED = 'resources/$1/(?!index\\.ts$)[^/]+\\.ts$';

const directions = [
  {
    name: 'platform-knows-no-product',
    comment: 'Everyone imports platform; if it imported anyone, everyone would depend on everyone.',
    from: { path: '^src/platform/' },
    to: outside('platform/'),
  },
  {
    name: 'workflow-is-plain',
    comment:
      'The engine runs in memory in milliseconds because it needs nothing: no room, no package, only what Node has built in.',
    from: { path: '^src/workflow/', pathNot: SPECS },
    to: { pathNot: '^src/workflow/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'workflow-specs-are-plain',
    comment: 'Its tests prove that: beside the engine they need at most a generator of cases.',
    from: { path: `^src/workflow/.*${SPECS}` },
    to: { pathNot: ['^src/workflow/', 'node_modules/fast-check/'], dependencyTypesNot: ['core'] },
  },
  {
    name: 'tasks-know-platform-only',
    comment:
      'The core knows no HTTP, no engine, no worker and no car: that is why a second resource changes none of it.',
    from: { path: '^src/tasks/', pathNot: '^src/tasks/http/' },
    to: outside(TASKS, 'platform/'),
  },
  {
    name: 'tasks-http-knows-tasks-and-platform',
    comment: 'What answers over HTTP reads records; it can neither run work nor know whose work it is.',
    from: { path: '^src/tasks/http/' },
    to: outside('tasks/', 'platform/'),
  },
  {
    name: 'runner-knows-no-http-and-no-resource',
    comment:
      'The runner joins tasks, engine and queue for every resource alike, in a process without an API.',
    from: { path: '^src/runner/' },
    to: outside('runner/', TASKS, 'workflow/', 'platform/'),
  },
  {
    name: 'resource-api-runs-no-work',
    comment:
      "A resource's endpoints order work: they know tasks and their own contract, never the workflow or the runner.",
    from: { path: '^src/resources/([^/]+)/api/' },
    to: outside('tasks/', 'platform/', `${OWN}api/`, OWN_SHARED),
  },
  {
    name: 'resource-worker-speaks-no-http',
    comment:
      "A resource's workflows do work: they know the runner and their own contract, never an endpoint.",
    from: { path: '^src/resources/([^/]+)/worker/' },
    to: outside('runner/', 'workflow/', TASKS, 'platform/', `${OWN}worker/`, OWN_SHARED),
  },
  {
    name: 'resource-contract-is-neutral',
    comment:
      "Both processes load a resource's own files, so these may need only what both have: tasks and platform.",
    from: { path: '^src/resources/([^/]+)/[^/]+\\.ts$' },
    to: outside(TASKS, 'platform/', OWN),
  },
  {
    name: 'resource-halves-load-lazily',
    comment:
      'A static import of api/ or worker/ would load it in both processes; only the index loads them, by `import()`.',
    from: { path: '^src/resources/[^/]+/[^/]+\\.ts$' },
    to: { path: '^src/resources/[^/]+/(api|worker)/', dynamic: false },
  },
  {
    name: 'resources-know-not-each-other',
    comment: 'A resource can be taken away by deleting its folder and its line.',
    from: { path: '^src/resources/([^/]+)/' },
    to: { path: '^src/resources/', pathNot: '^src/resources/$1/' },
  },
  {
    name: 'resource-list-is-a-list',
    comment: 'The list names the front door of each resource and nothing behind it.',
    from: { path: '^src/resources/index\\.ts$' },
    to: outside('resources/[^/]+/index\\.ts$', TASKS, 'platform/'),
  },
  {
    name: 'api-process-runs-no-work',
    comment:
      'An API pod contains endpoints: with the engine or the runner in it, a slow step could block its requests.',
    from: { path: '^src/(main|api\\.[^/]+)\\.ts$' },
    to: outside(PROCESS, 'api\\.[^/]+\\.ts$', 'resources/index\\.ts$', 'tasks/', 'platform/'),
  },
  {
    name: 'worker-process-serves-no-api',
    comment: 'A worker pod contains the runner: nothing in it answers for tasks over HTTP.',
    from: { path: ['^src/worker\\.ts$', '^src/worker\\.[^/]+\\.ts$'] },
    to: outside(PROCESS, 'worker\\.[^/]+\\.ts$', 'resources/index\\.ts$', 'runner/', TASKS, 'platform/'),
  },
];

const frontDoors = ROOMS.map((room) => {
  const inner = ROOMS.filter((other) => other.startsWith(`${room}/`)).map(
    (other) => `${other.slice(room.length + 1)}/`,
  );
  const folder = `^src/${room}/${inner.length > 0 ? `(?!${inner.join('|')})` : ''}`;
  return {
    name: `front-door-of-${room.replace('/', '-')}`,
    comment: `Others enter ${room} by its index.ts, so that all behind it may change.`,
    // Tests of tasks/http share fixtures with those of tasks.
    from: { path: '^src/', pathNot: [folder, '\\.spec\\.ts$'] },
    to: { path: folder, pathNot: `^src/${room}/index\\.ts$` },
  };
});

const proof = {
  name: 'a-second-resource-needs-front-doors-only',
  comment:
    'The notes of the tests are built as any resource is: were a front door to lack something, it would show here.',
  from: { path: '^test/support/notes/' },
  to: { path: '^src/', pathNot: `^src/(${ROOMS.join('|')})/index\\.ts$` },
};

const packages = [
  {
    name: 'bullmq-in-two-files',
    comment:
      'BullMQ only delivers; with one file that puts jobs in and one that takes them out it can be exchanged.',
    from: { path: '^src/', pathNot: '^src/(tasks/task\\.queue|runner/worker\\.host)\\.ts$' },
    to: { path: 'node_modules/bullmq/' },
  },
  {
    name: 'ioredis-in-platform-redis',
    comment: 'Who opens connections decides about deadlines and retries; that is decided once.',
    from: { path: '^src/', pathNot: '^src/platform/redis/' },
    to: { path: 'node_modules/ioredis/' },
  },
  {
    name: 'prom-client-in-platform-metrics',
    comment: 'Rooms log events and register gauges; how that becomes a metric is known in one place.',
    from: { path: '^src/', pathNot: '^src/platform/metrics/' },
    to: { path: 'node_modules/prom-client/' },
  },
  {
    name: 'no-dev-dependencies-in-the-service',
    comment: 'The image has none of them.',
    from: { path: '^src/', pathNot: SPECS },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
  },
  {
    name: 'no-undeclared-packages',
    comment: 'A package that only another one brought along can be gone with its next version.',
    from: { path: '^(src|test)/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'nothing-unresolvable',
    comment: 'An import that leads nowhere fails when somebody first gets there.',
    from: { path: '^(src|test)/' },
    to: { couldNotResolve: true },
  },
];

const shape = [
  {
    name: 'no-cycles',
    comment: 'Files in a circle can only be understood, tested and loaded together.',
    from: { path: '^(src|test)/' },
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'What neither imports nor is imported does nothing.',
    from: { path: '^(src|test)/', pathNot: ['^src/(main|worker)\\.ts$', 'spec\\.ts$'], orphan: true },
    to: {},
  },
  {
    name: 'no-dead-files',
    comment: 'A file that neither process reaches is kept alive by its test alone.',
    from: { path: '^src/(main|worker)\\.ts$' },
    to: { path: '^src/', pathNot: [SPECS, '^src/(main|worker)\\.ts$'], reachable: false },
  },
  {
    name: 'service-knows-no-test',
    comment: 'The service is built without its tests.',
    from: { path: '^src/', pathNot: SPECS },
    to: { path: ['^test/', SPECS] },
  },
];

module.exports = {
  forbidden: [...directions, ...frontDoors, proof, ...packages, ...shape].map((rule) => ({
    severity: 'error',
    ...rule,
  })),
  options: {
    // Types count: a room that knows another's types knows it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // What only tells the compiler of a package's file is imported by nobody.
    exclude: { path: '^src/.*\\.d\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
