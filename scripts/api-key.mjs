import { createHash, randomBytes } from 'node:crypto';

/** What a name may look like: it becomes a part of keys in Redis. */
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

const [name = '', role = ''] = process.argv.slice(2);
if (!NAME.test(name) || !['', 'operator'].includes(role)) {
  console.error(
    'Usage: npm run api-key -- <name> [operator]\nA name is 1 to 32 lower-case letters, digits and hyphens.',
  );
  process.exit(1);
}

const key = `${name}.${randomBytes(32).toString('base64url')}`;
const digest = createHash('sha256').update(key).digest('hex');
const entry = [name, digest, ...(role === '' ? [] : [role])].join(':');
console.log(`Give this to ${name}, who sends it as X-API-Key. It is shown only now:\n\n  ${key}\n`);
console.log(`Add this to API_KEYS of every API process:\n\n  ${entry}`);
