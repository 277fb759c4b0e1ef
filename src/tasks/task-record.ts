import { decodeSteps } from './steps.js';
import { hasEnded, TASK_STATUSES, type Task, type TaskError, type TaskStatus } from './task.js';

/** A record's fields as Redis gives them, name to text; undefined for one that is not there. */
export type RecordFields = Readonly<Record<string, string | undefined>>;

/**
 * Reads fields from what the scripts pack them in (see lua/keys.lua), split at each NUL: names and values in turn, from the given place on.
 * They travel as one text, since parts of a reply would cost far more.
 */
export function fieldsOf(parts: readonly string[], from = 0): RecordFields {
  // An object that has its names from the start is read far faster than one that gets them.
  const fields: Record<string, string | undefined> = { ...NO_FIELDS };
  for (let i = from; i + 1 < parts.length; i += 2) fields[parts[i] ?? ''] = parts[i + 1] ?? '';
  return fields;
}

/** What a record's fields are called in Redis; lua/record.lua says what each holds. */
export const FIELD = {
  order: 'f',
  created: 'c',
  names: 'u',
  state: 's',
  input: 'i',
  header: 'h',
  body: 'b',
  result: 'x',
  location: 'n',
  error: 'g',
  cancel: 'd',
  client: 'z',
  reply: 'y',
  key: 'j',
  share: 'S',
  gone: 'o',
} as const;

/** The parts of fields that have several, with a space between them; one that says nothing is empty. */
export const PARTS = {
  order: ['owner', 'kind', 'verb', 'resource'],
  names: ['uid', 'request'],
  state: ['status', 'attempt', 'lease', 'version', 'progress', 'pickups', 'started', 'changed', 'steps'],
} as const;

/** Names and values that stand in turn, as pairs. */
export function pairsOf(flat: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: flat.length >> 1 }, (_, n) => [flat[2 * n] ?? '', flat[2 * n + 1] ?? '']);
}

const NO_FIELDS: RecordFields = Object.fromEntries(Object.values(FIELD).map((name) => [name, undefined]));

/** Stands before a step's name in the name of the field that holds its result. */
export const CHECKPOINT = ':';

/** The header of a request that carried none worth keeping. */
const NO_HEADER = '{}';

/** Of a millisecond: records keep times of creation finer, so that each is unique. */
const MICROSECONDS = 1_000;

/** Reads a task from its record. Fields that were not asked for come out empty. */
export function taskOf(id: number, fields: RecordFields): Task {
  const [owner, kind, verb, resource] = partsOf(fields, 'order');
  const [uid, requestId] = partsOf(fields, 'names');
  const state = partsOf(fields, 'state');
  const [status, attempt, , version, progress, pickups, started, changed, steps] = state;
  const createdMs = Math.floor(Number(fields[FIELD.created]) / MICROSECONDS);
  const input = fields[FIELD.input] ?? '';
  const known = statusOf(status);
  return {
    id,
    uid,
    kind,
    owner,
    status: known,
    version: Number(version),
    progress: Number(progress),
    attempt: Number(attempt),
    pickups: countOf(pickups),
    createdMs,
    startedMs: msOf(createdMs, started),
    endedMs: hasEnded(known) ? msOf(createdMs, changed) : undefined,
    steps: decodeSteps(steps),
    request: {
      resource,
      verb,
      header: fields[FIELD.header] ?? NO_HEADER,
      body: fields[FIELD.body] ?? input,
    },
    input,
    result: fields[FIELD.result],
    location: fields[FIELD.location],
    error: errorOf(fields[FIELD.error]),
    cancelAsked: fields[FIELD.cancel] !== undefined,
    requestId,
  };
}

/** Reads the task of a row of a list, of whose record only this is read, as lua/rows.lua has it; `error` is '' where there is none. */
export function listedTaskOf(id: number, [created, order, state, error]: readonly string[]): Task {
  const known = {
    ...NO_FIELDS,
    [FIELD.order]: order,
    [FIELD.created]: created,
    [FIELD.state]: state,
    [FIELD.error]: error === '' ? undefined : error,
  };
  return taskOf(id, known);
}

/** Until when the lease of a task is, in milliseconds after its creation. */
export function leaseAfterMs(fields: RecordFields): number {
  const [, , lease] = partsOf(fields, 'state');
  return Number(lease);
}

/** A text for each of these names. */
type Texts<Names extends readonly string[]> = { readonly [Place in keyof Names]: string };

/** What a field has that is not there. */
const NO_PARTS = {
  order: ['', '', '', ''],
  names: ['', ''],
  state: ['', '', '', '', '', '', '', '', ''],
} as const;

/** The parts of a field; each is there, since no script writes fewer. */
function partsOf<Name extends keyof typeof PARTS>(
  fields: RecordFields,
  name: Name,
): Texts<(typeof PARTS)[Name]> {
  const text = fields[FIELD[name]];
  return (text === undefined ? NO_PARTS[name] : text.split(' ')) as unknown as Texts<(typeof PARTS)[Name]>;
}

/** What a request's record keeps of header and body: nothing where they are what `taskOf` reads then. */
export function keptOf(
  { header, body }: { readonly header: string; readonly body: string },
  input: string,
): readonly [header: string, body: string] {
  return [header === NO_HEADER ? '' : header, body === input ? '' : body];
}

/** The stored results of finished steps, JSON texts by step name. */
export function checkpointsOf(fields: RecordFields): ReadonlyMap<string, string> {
  const done = new Map<string, string>();
  for (const name in fields) {
    if (name.startsWith(CHECKPOINT)) done.set(name.slice(CHECKPOINT.length), fields[name] ?? '');
  }
  return done;
}

/** How many numbers a list of them has, `3,4`. */
function countOf(numbers: string): number {
  return numbers === '' ? 0 : numbers.split(',').length;
}

function statusOf(text: string): TaskStatus {
  const status = TASK_STATUSES.find((known) => known === text);
  if (status === undefined) throw new Error(`a record holds an unknown status: "${text}"`);
  return status;
}

/** A time that a record has in milliseconds after its task was created, '' for none. */
function msOf(createdMs: number, after: string): number | undefined {
  return after === '' ? undefined : createdMs + Number(after);
}

function errorOf(text: string | undefined): TaskError | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as TaskError);
}
