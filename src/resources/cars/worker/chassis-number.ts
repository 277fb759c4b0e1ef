import { createHash } from 'node:crypto';

/** Letters and digits of a chassis number: none that is easily taken for another (ISO 3779 leaves out I, O and Q). */
const ALPHABET = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';

const LENGTH = 17;

/** The number stamped into a task's chassis: the same however often the step runs. */
export function chassisNumber(uid: string): string {
  const digest = createHash('sha256').update(uid).digest().subarray(0, LENGTH);
  return Array.from(digest, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
