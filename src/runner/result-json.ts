/** A step's result larger than this is a defect: records are read whole, and often. */
const MAX_RESULT_BYTES = 256 * 1024;

/**
 * Writes what a step returned as JSON text; nothing returned is null.
 *
 * Errors: throws for what JSON can't hold and for more than 256 KiB.
 */
export function jsonOf(result: unknown): string {
  const json: unknown = JSON.stringify(result ?? null);
  if (typeof json !== 'string')
    throw new TypeError(`a step returned a ${typeof result}, which JSON can't hold`);
  if (Buffer.byteLength(json) > MAX_RESULT_BYTES) throw new RangeError('a step returned more than 256 KiB');
  return json;
}
