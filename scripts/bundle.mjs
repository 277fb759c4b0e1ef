/**
 * Puts each process, with all that it needs of packages, into a few files of dist/bundle: Node takes longer to find, read and compile
 * two thousand modules than the service to start. What is loaded when it is needed stays so, in files of its own.
 */
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const outdir = join(dist, 'bundle');

/** Packages that stay where they are: what Nest looks for and does without, a native half, and files to be sent as they are. */
const external = [
  '@fastify/static',
  '@nestjs/microservices',
  '@nestjs/websockets',
  'msgpackr-extract',
  'swagger-ui-dist',
];

const BUILTIN = new RegExp(`^(node:.*|${builtinModules.join('|')})$`);

/** Modules of ours find the files beside them, Lua and package.json, from where they were built. */
const besideModules = {
  name: 'files beside modules',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (!path.startsWith(dist)) return undefined;
      const from = JSON.stringify(relative(outdir, path).replaceAll('\\', '/'));
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll('import.meta.url', `new URL(${from}, import.meta.url)`) };
    });
  },
};

/**
 * Nest asks for these with `import()`, and of a CommonJS package a bundle gives only `default` then. Both bring ES modules too; whoever
 * asks must get the same ones, since they keep what decorators say.
 */
const asEsModules = {
  name: 'packages that are asked for later',
  setup({ onResolve }) {
    onResolve({ filter: /^class-(transformer|validator)(\/cjs\/storage\.js)?$/ }, ({ path }) => {
      const [name, , file = 'index.js'] = path.split('/');
      return { path: join(dist, '..', 'node_modules', name, 'esm2015', file) };
    });
  },
};

/**
 * Node's own modules are taken when they are used and name by name. An ES module that imports one of them has Node read all of its
 * names, and some load much that nobody here needs: `WebSocket` of `node:http` all of undici.
 */
const builtinsAsUsed = {
  name: 'modules of Node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: BUILTIN }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

await build({
  entryPoints: ['main.js', 'worker.js'].map((entry) => join(dist, entry)),
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  external,
  plugins: [besideModules, asEsModules, builtinsAsUsed],
  // Packages that are CommonJS ask for Node's own modules in their way.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  minifyWhitespace: true,
  lineLimit: 120,
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
});
