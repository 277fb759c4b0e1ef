import { randomBytes } from 'node:crypto';

/** Names that are made of one call for random bytes: such a call takes as long as fifty names. */
const POOLED = 256;

/** Makes names of so many random bytes, which are never the same twice in practice. */
export function randomNames(bytes: number, encoding: 'hex' | 'base64url'): () => string {
  let pool = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(POOLED * bytes);
      used = 0;
    }
    const from = used;
    used += bytes;
    return pool.toString(encoding, from, used);
  };
}
