/** What the log keeps of something that was thrown. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  /** Where it was thrown, and below that each of its causes. */
  readonly stack?: string;
}

/** No error takes more of the log than about 2 KB. */
const MAX_MESSAGE = 256;
const MAX_STACKS = 1_700;

/** Causes of causes are followed this far. */
const MAX_LINKS = 4;

/**
 * Keeps type, message and stack of what was thrown, bounded, and nothing else: other members of errors hold commands,
 * headers and passwords. Causes stand in the stack, each with an equal share of it.
 */
export function errorFields(thrown: unknown): ErrorFields {
  if (!(thrown instanceof Error))
    return { type: typeof thrown, message: String(thrown).slice(0, MAX_MESSAGE) };
  const links = causesOf(thrown);
  const share = Math.floor(MAX_STACKS / links.length);
  const stack = links.map((link) => stackOf(link).slice(0, share)).join('\ncaused by: ');
  // Failed connections come as an AggregateError that has no message of its own.
  const message = links.map((link) => messageOf(link)).find((text) => text !== '') ?? '';
  return { type: thrown.name, message: message.slice(0, MAX_MESSAGE), stack };
}

/** The error and its causes, from the outermost on. */
function causesOf(error: Error): readonly unknown[] {
  const links: unknown[] = [];
  let link: unknown = error;
  while (link !== undefined && links.length < MAX_LINKS) {
    links.push(link);
    link = causeOf(link);
  }
  return links;
}

function causeOf(link: unknown): unknown {
  if (!(link instanceof Error)) return undefined;
  return link.cause ?? (link instanceof AggregateError ? link.errors[0] : undefined);
}

function messageOf(link: unknown): string {
  return link instanceof Error ? link.message : String(link);
}

function stackOf(link: unknown): string {
  return link instanceof Error ? (link.stack ?? link.message) : String(link);
}
