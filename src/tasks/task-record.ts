import { locationOf, namesOf, resultOf } from './kept-texts.js';
import { orderOf, stateOf } from './record-texts.js';
import type { TaskStep } from './task-step.js';
import { hasEnded, type Task, type TaskError } from './task.js';

/** A record's fields as Redis gives them, name to text; undefined for one that is not there. */
export type RecordFields = Readonly<Record<string, string | undefined>>;

/**
 * Reads fields from what the scripts pack them in (see lua/keys.lua), split at each NUL: names and values in turn, from the given place on.
 * They travel as one text, since parts of a reply would cost far more.
 */
export function fieldsOf(parts: readonly string[], from = 0): RecordFields {
  // An object that has its names from the start is read far faster than one that gets them.
  const fields: Record<string, string | undefined> = { ...NO_FIELDS };
  for (let i = from; i + 1 < parts.length; i += 2) fields[nameOf(parts[i] ?? '')] = parts[i + 1] ?? '';
  return fields;
}

/** The name of a field, as this process has it: V8 need not look for what is the same text as another. */
function nameOf(text: string): string {
  return (text.length === 1 ? LETTERS[text.charCodeAt(0)] : undefined) ?? text;
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

/** Names and values that stand in turn, as pairs. */
export function pairsOf(flat: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: flat.length >> 1 }, (_, n) => [flat[2 * n] ?? '', flat[2 * n + 1] ?? '']);
}

/** Names of a letter, by its code. */
const LETTERS: readonly (string | undefined)[] = lettersOf(Object.values(FIELD));

function lettersOf(names: readonly string[]): (string | undefined)[] {
  const letters = Array.from({ length: 128 }, (): string | undefined => undefined);
  for (const name of names) letters[name.charCodeAt(0)] = name;
  return letters;
}

const NO_FIELDS: RecordFields = Object.fromEntries(Object.values(FIELD).map((name) => [name, undefined]));

/** Stands before a step's place in the name of the field that holds its result. */
const CHECKPOINT = ':';

/** The header of a request that carried none worth keeping. */
const NO_HEADER = '{}';

/** Of a millisecond: records keep times of creation finer, so that each is unique. */
const MICROSECONDS = 1_000;

/** Reads a task from its record. Fields that were not asked for come out empty. */
export function taskOf(id: number, fields: RecordFields): Task {
  const text = (name: string): string => fields[name] ?? '';
  const texts = [text(FIELD.created), text(FIELD.order), text(FIELD.names), text(FIELD.state)] as const;
  return made(id, texts, fields);
}

/** Reads the task of a row of a list, of whose record only this is read, as lua/rows.lua has it; `error` is '' where there is none. */
export function listedTaskOf(
  id: number,
  texts: readonly [created: string, order: string, state: string],
  error: string,
): Task {
  const [created, order, state] = texts;
  const more = error === '' ? NO_FIELDS : { ...NO_FIELDS, [FIELD.error]: error };
  return made(id, [created, order, '', state], more);
}

/** Until when the lease of a task is, in milliseconds after its creation. */
export function leaseAfterMs(fields: RecordFields): number {
  return stateOf(fields[FIELD.state] ?? '').leaseAfterMs;
}

type Texts = readonly [created: string, order: string, names: string, state: string];

function made(id: number, [created, order, names, state]: Texts, fields: RecordFields): Task {
  const { owner, kind, verb, resource } = orderOf(order);
  const { status, attempt, version, progress, pickups, startedAfterMs, changedAfterMs, steps } =
    stateOf(state);
  const [uid, requestId] = namesOf(names);
  const createdMs = Math.floor(Number(created) / MICROSECONDS);
  const input = fields[FIELD.input] ?? '';
  return {
    id,
    uid,
    kind,
    owner,
    status,
    version,
    progress,
    attempt,
    pickups,
    createdMs,
    startedMs: startedAfterMs === undefined ? undefined : createdMs + startedAfterMs,
    endedMs: changedAfterMs !== undefined && hasEnded(status) ? createdMs + changedAfterMs : undefined,
    steps,
    request: {
      resource,
      verb,
      header: fields[FIELD.header] ?? NO_HEADER,
      body: fields[FIELD.body] ?? input,
    },
    input,
    result: resultOf(fields[FIELD.result], input),
    location: locationOf(fields[FIELD.location], resource),
    error: errorOf(fields[FIELD.error]),
    cancelAsked: fields[FIELD.cancel] !== undefined,
    requestId,
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
export function checkpointsOf(fields: RecordFields, steps: readonly TaskStep[]): ReadonlyMap<string, string> {
  const done = new Map<string, string>();
  for (const [place, { name }] of steps.entries()) {
    const result = fields[`${CHECKPOINT}${place}`];
    if (result !== undefined) done.set(name, result);
  }
  return done;
}

function errorOf(text: string | undefined): TaskError | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as TaskError);
}
