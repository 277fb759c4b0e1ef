/** A stack says what it has to say in its first lines. */
const MAX_STACK = 2_000;

/** Causes of causes are followed this far. */
const MAX_DEPTH = 3;

/** What the log keeps of something that was thrown: its type, message and stack, bounded, and the same of its cause. */
export function errorFields(thrown: unknown, depth = 0): object {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown).slice(0, MAX_STACK) };
  const { name, message, stack = '', cause } = thrown;
  const fields = { type: name, message: message.slice(0, MAX_STACK), stack: stack.slice(0, MAX_STACK) };
  return cause === undefined || depth >= MAX_DEPTH
    ? fields
    : { ...fields, cause: errorFields(cause, depth + 1) };
}
