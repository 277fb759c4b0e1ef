import { isUtf8 } from 'node:buffer';
import { pointerTo } from './json-pointer.js';
import { type BodyFault, notValid } from './not-valid.js';
import { ProblemError } from './problem.js';
import { MALFORMED_JSON } from './problems.js';

/**
 * Members that every object has in JavaScript (`__proto__`, `constructor`, `toString` …), so that code which asks for
 * them finds what a client sent; validation takes them for known. No body of this service has them.
 */
const FORBIDDEN_MEMBERS: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  // Not among those where the process runs with --disable-proto=delete.
  '__proto__',
  'prototype',
]);

/** Deeper than any body of this service. Validation calls itself for each level, and a hostile body has 30,000. */
const MAX_DEPTH = 16;

/** More than any body of this service. Validation looks at each, and a hostile body has 10,000. */
const MAX_MEMBERS = 1_000;

/**
 * Reads a JSON object.
 *
 * The objects in it have no prototype.
 *
 * Errors: ProblemError 400: malformed-json for what is not JSON in UTF-8; validation-failed for what is empty, no object,
 * nested too deeply, too large to validate, or has members that could reach a prototype.
 * Source: RFC 8259 section 8.1 (UTF-8; a byte order mark may be ignored).
 */
export function parseJsonObject(bytes: Buffer): object {
  if (bytes.length === 0) throw notValid([{ pointer: '', detail: 'must be there' }]);
  if (!isUtf8(bytes)) throw new ProblemError(MALFORMED_JSON, { detail: 'The body is not UTF-8.' });
  const value = parse(textOf(bytes));
  if (!isObject(value) || Array.isArray(value)) {
    throw notValid([{ pointer: '', detail: 'must be a JSON object' }]);
  }
  // Nearly all are sound, and looked at once; the others are looked at again for what is to be told of them.
  if (!takePrototypes(value, 1, { members: MAX_MEMBERS })) throw notValid(faultsOf(value));
  return value;
}

/** A byte order mark may be ignored (RFC 8259 section 8.1). */
function textOf(bytes: Buffer): string {
  const text = bytes.toString();
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProblemError(MALFORMED_JSON, { detail: 'The body is not well-formed JSON.', cause });
  }
}

/** How many members and elements there are, as far as they are looked at. */
function membersIn(value: object, depth: number): number {
  if (depth > MAX_DEPTH) return 0;
  const members: readonly unknown[] = Object.values(value);
  return members.reduce<number>(
    (sum, member) => sum + 1 + (isObject(member) ? membersIn(member, depth + 1) : 0),
    0,
  );
}

/**
 * So that asking an object for a member never finds what the client did not send. False, with the work half done, for one
 * that breaks a rule; `left` counts down.
 */
function takePrototypes(value: object, depth: number, left: { members: number }): boolean {
  if (depth > MAX_DEPTH) return false;
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    left.members -= 1;
    if (left.members < 0 || FORBIDDEN_MEMBERS.has(name)) return false;
    if (isObject(member) && !takePrototypes(member, depth + 1, left)) return false;
  }
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
  return true;
}

function faultsOf(value: object): readonly BodyFault[] {
  return membersIn(value, 1) > MAX_MEMBERS
    ? [{ pointer: '', detail: `must not have more than ${MAX_MEMBERS} members in all` }]
    : memberFaults(value, '', 1);
}

function memberFaults(value: object, pointer: string, depth: number): readonly BodyFault[] {
  if (depth > MAX_DEPTH)
    return [{ pointer: '', detail: `must not be nested more than ${MAX_DEPTH} levels deep` }];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const at = pointerTo(pointer, name);
    if (FORBIDDEN_MEMBERS.has(name)) return [{ pointer: at, detail: 'is not known' }];
    return isObject(member) ? memberFaults(member, at, depth + 1) : [];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
