import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { ensurePackages } from './lib/install.mjs';
import { root } from './lib/project.mjs';
import { session } from './lib/session.mjs';

/** An application says all there is to say of it before it listens; it needs no Redis for that. */
const env = { REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent', HEALTH_PORT: '0' };

/** Writes docs/openapi.json, which test/architecture compares with the code. */
async function writeDocument({ children }) {
  await ensurePackages(children);
  await ensureBuild(children);
  const load = (file) => import(join(root, 'dist', file));
  const [{ createApi }, { resources }, { ApiDocument }] = await Promise.all(
    ['api.process.js', 'resources/index.js', 'platform/docs/index.js'].map(load),
  );
  const app = await createApi(env, resources);
  try {
    const document = JSON.parse(await app.get(ApiDocument).json());
    writeFileSync(join(root, 'docs', 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
  } finally {
    await app.close();
  }
  console.log('Wrote docs/openapi.json');
}

process.exit(await session(writeDocument));
