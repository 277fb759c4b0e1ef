/** Compiles TypeScript as it is, without type checks (`npm run check:types` has those), for exactly the modules Node runs. */
const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    // Nest reads constructor types from the metadata that only legacy decorators emit.
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

/** A suite: what its tests may need grows from the first to the last. */
const suite = (displayName, testMatch) => ({
  displayName,
  testMatch: [`<rootDir>/${testMatch}`],
  testEnvironment: 'node',
  // Haste would find every package twice, once as a build.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Sources name the file that Node will load, `./x.js`; here it is still `./x.ts`.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
});

export default {
  // Two cores are what CI has; end-to-end files start processes of their own beside.
  maxWorkers: 2,
  // A wait inside a test has its own deadline with a better message; this one only ends what hangs.
  testTimeout: 60_000,
  projects: [
    suite('unit', 'src/**/*.spec.ts'), // nothing but Node
    suite('architecture', 'test/architecture/**/*.spec.ts'), // the build, and Redis for two processes
    suite('integration', 'test/integration/**/*.int-spec.ts'), // Redis at REDIS_URL
    suite('simulation', 'test/simulation/**/*.sim-spec.ts'), // Redis at REDIS_URL, two logical databases of it
    suite('e2e', 'test/e2e/**/*.e2e-spec.ts'), // the build and Redis at REDIS_URL
    suite('chaos', 'test/chaos/**/*.chaos-spec.ts'), // the build and REDIS_SERVER_BIN
    // Builds that are broken on purpose: only when asked for, by bench/chaos.mjs.
    ...(process.env.CHAOS_PLANTED === undefined ? [] : [suite('planted', 'test/chaos/**/*.planted-spec.ts')]),
    suite('faults', 'test/faults/**/*.fault-spec.ts'), // the build and REDIS_SERVER_BIN
  ],
};
