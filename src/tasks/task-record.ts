import { decodeSteps } from './steps.js';
import { TASK_STATUSES, type Task, type TaskError, type TaskStatus } from './task.js';

/** A record's fields as Redis gives them, name to text. */
export type RecordFields = Readonly<Record<string, string>>;

/** Reads fields as the scripts pack them (see lua/keys.lua): one text, parts of a reply would cost far more. */
export function fieldsOf(packed: string): RecordFields {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  const parts = packed.split('\0');
  for (let i = 0; i + 1 < parts.length; i += 2) fields[parts[i] ?? ''] = parts[i + 1] ?? '';
  return fields;
}

/** Of a millisecond: records keep times of creation finer, so that each is unique. */
const MICROSECONDS = 1_000;

/** Reads a task from its record. Fields that were not asked for come out empty. */
export function taskOf(id: number, fields: RecordFields): Task {
  const text = (name: string): string => fields[name] ?? '';
  return {
    id,
    uid: text('uid'),
    kind: text('kind'),
    owner: text('owner'),
    status: statusOf(text('status')),
    version: Number(text('version')),
    progress: Number(text('progress')),
    attempt: Number(text('attempt')),
    pickups: text('pickups')
      .split(',')
      .filter((attempt) => attempt !== '').length,
    createdMs: Math.floor(Number(text('created')) / MICROSECONDS),
    startedMs: msOf(fields['started']),
    endedMs: msOf(fields['ended']),
    steps: decodeSteps(text('steps')),
    request: {
      resource: text('resource'),
      verb: text('verb'),
      header: text('header'),
      body: text('body') || text('input'),
    },
    input: text('input'),
    result: fields['result'],
    location: fields['location'],
    error: errorOf(fields['error']),
    cancelAsked: fields['cancel'] !== undefined,
    requestId: text('requestid'),
  };
}

/** The stored results of finished steps, JSON texts by step name. */
export function checkpointsOf(fields: RecordFields): ReadonlyMap<string, string> {
  const done = Object.entries(fields).filter(([name]) => name.startsWith('done:'));
  return new Map(done.map(([name, value]) => [name.slice('done:'.length), value]));
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
