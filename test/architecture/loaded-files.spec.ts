import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../support/root.js';
import { Stack } from '../support/stack.js';

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

const dist = pathToFileURL(join(root, 'dist/')).href;

const packages = pathToFileURL(join(root, 'node_modules/')).href;

/** The files of the build that a real process loaded. */
async function loadedBy(stack: Stack, process: 'api' | 'worker'): Promise<string[]> {
  return (await allLoadedBy(stack, process, dist)).map((url) => url.slice(dist.length));
}

/** All files below a folder that it loaded, as Node's own coverage report lists them at its end. */
async function allLoadedBy(stack: Stack, process: 'api' | 'worker', below: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'loaded-files-'));
  try {
    const started = await stack[process]({ NODE_V8_COVERAGE: folder });
    await started.stop();
    const reports = readdirSync(folder).map(
      (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage,
    );
    const urls = reports.flatMap(({ result }) => result.map(({ url }) => url));
    return urls.filter((url) => url.startsWith(below));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the files of the build', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.open({ build: join(root, 'dist') });
  });
  afterAll(() => stack.close());

  it('that an API process loads are none of the engine, the runner, or a worker half', async () => {
    const files = await loadedBy(stack, 'api');
    expect(files).toEqual(expect.arrayContaining(['main.js', 'resources/cars/api/cars.controller.js']));
    expect(files.filter((file) => /^(runner|workflow)\/|^worker\.|\/worker\//.test(file))).toEqual([]);
  });

  it('that a worker process loads are no controller, no HTTP of tasks, and no API half', async () => {
    const files = await loadedBy(stack, 'worker');
    expect(files).toEqual(
      expect.arrayContaining(['worker.js', 'resources/cars/worker/build-car.workflow.js']),
    );
    const ofApi = /\.controller\.js$|^tasks\/http\/|^platform\/(http|openapi|docs)\/|^api\.|\/api\//;
    expect(files.filter((file) => ofApi.test(file))).toEqual([]);
  });

  it('bring the documentation library into no process, until somebody asks for the document', async () => {
    for (const process of ['api', 'worker'] as const) {
      const loaded = await allLoadedBy(stack, process, packages);
      expect(loaded.length).toBeGreaterThan(100);
      expect(loaded.filter((url) => /\/(@nestjs\/swagger|swagger-ui-dist)\//.test(url))).toEqual([]);
    }
  });
});

describe('the bundle', () => {
  const folder = join(root, 'dist/bundle');
  const bundled = readdirSync(folder).flatMap((file) => (file.endsWith('.js') ? [join(folder, file)] : []));
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.open();
  });
  afterAll(() => stack.close());

  it.each(['api', 'worker'] as const)(
    'is all that a process loads, but for a native half, and without the documentation library: %s',
    async (process) => {
      const outside = await allLoadedBy(stack, process, packages);
      const native = /\/node_modules\/(msgpackr-extract|node-gyp-build-optional-packages|detect-libc)\//;
      expect(outside.filter((url) => !native.test(url))).toEqual([]);
      const files = await loadedBy(stack, process);
      expect(files.filter((file) => !file.startsWith('bundle/'))).toEqual([]);
      // A name that only the documentation library has.
      expect(bundled.filter((file) => /SwaggerExplorer/.test(readFileSync(file, 'utf8')))).toHaveLength(1);
      const loaded = files.map((file) => readFileSync(join(root, 'dist', file), 'utf8')).join('\n');
      expect(loaded).toContain('NestFactoryStatic');
      expect(loaded).not.toContain('SwaggerExplorer');
    },
  );
});
