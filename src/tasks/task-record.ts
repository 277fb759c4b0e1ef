import { decodeSteps } from './steps.js';
import { TASK_STATUSES, type Task, type TaskError, type TaskStatus } from './task.js';

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
  owner: 'o',
  kind: 'k',
  client: 'z',
  created: 'c',
  verb: 'm',
  resource: 'r',
  input: 'i',
  header: 'h',
  body: 'b',
  uid: 'u',
  request: 'q',
  status: 's',
  version: 'v',
  progress: 'p',
  steps: 'w',
  attempt: 'a',
  lease: 'l',
  pickups: 't',
  started: 'f',
  ended: 'e',
  cancel: 'd',
  result: 'x',
  location: 'n',
  error: 'g',
  reply: 'y',
  key: 'j',
  share: 'S',
} as const;

/** Names and values that stand in turn, as pairs. */
export function pairsOf(flat: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: flat.length >> 1 }, (_, n) => [flat[2 * n] ?? '', flat[2 * n + 1] ?? '']);
}

/** The fields of a row of a list, in the order in which lua/rows.lua has their values. */
const LISTED = [
  FIELD.kind,
  FIELD.status,
  FIELD.created,
  FIELD.version,
  FIELD.progress,
  FIELD.started,
  FIELD.ended,
  FIELD.steps,
  FIELD.error,
  FIELD.verb,
  FIELD.resource,
];

/** Reads the fields of a row of a list; none is ever empty. */
export function listedFieldsOf(packed: string): RecordFields {
  const fields: Record<string, string | undefined> = { ...NO_FIELDS };
  const values = packed.split('\0');
  for (const [index, name] of LISTED.entries()) {
    const value = values[index] ?? '';
    if (value !== '') fields[name] = value;
  }
  return fields;
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
  const text = (name: string): string => fields[name] ?? '';
  const input = text(FIELD.input);
  return {
    id,
    uid: text(FIELD.uid),
    kind: text(FIELD.kind),
    owner: text(FIELD.owner),
    status: statusOf(text(FIELD.status)),
    version: Number(text(FIELD.version)),
    progress: Number(text(FIELD.progress)),
    attempt: Number(text(FIELD.attempt)),
    pickups: countOf(text(FIELD.pickups)),
    createdMs: Math.floor(Number(text(FIELD.created)) / MICROSECONDS),
    startedMs: msOf(fields[FIELD.started]),
    endedMs: msOf(fields[FIELD.ended]),
    steps: decodeSteps(text(FIELD.steps)),
    request: {
      resource: text(FIELD.resource),
      verb: text(FIELD.verb),
      header: fields[FIELD.header] ?? NO_HEADER,
      body: fields[FIELD.body] ?? input,
    },
    input,
    result: fields[FIELD.result],
    location: fields[FIELD.location],
    error: errorOf(fields[FIELD.error]),
    cancelAsked: fields[FIELD.cancel] !== undefined,
    requestId: text(FIELD.request),
  };
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

function msOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function errorOf(text: string | undefined): TaskError | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as TaskError);
}
