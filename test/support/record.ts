import { FIELD } from '../../src/tasks/task-record.js';

/** The parts of fields that have several, with a space between them; see lua/record.lua. */
const PARTS = {
  order: ['owner', 'kind', 'verb', 'resource'],
  names: ['uid', 'request'],
  state: ['status', 'attempt', 'lease', 'version', 'progress', 'pickups', 'started', 'changed', 'steps'],
} as const;

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELD).map(([name, field]) => [field, name]),
);

/** A task's record as Redis has it, with the names that its fields stand for; those of several parts as their parts, but for the empty ones. */
export function named(record: Readonly<Record<string, string>>): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [field, value] of Object.entries(record)) {
    const name = NAMES.get(field) ?? field;
    if (isOfParts(name)) addParts(named, PARTS[name], value.split(' '));
    else named[name] = value;
  }
  // As whoever reads it takes it.
  const { steps, changed, status } = named;
  if (status === 'finished') named['progress'] = '100';
  return steps === undefined || changed === undefined
    ? named
    : { ...named, steps: steps.replaceAll('@', changed) };
}

/** The same record as Redis has it; what has no name of ours stays as it is. */
export function stored(record: Readonly<Record<string, string>>): Record<string, string> {
  const parts = new Set<string>(Object.values(PARTS).flat());
  const others = Object.entries(record).filter(([name]) => !parts.has(name));
  const fields: Readonly<Record<string, string>> = FIELD;
  return {
    ...Object.fromEntries(others.map(([name, value]) => [fields[name] ?? name, value])),
    ...Object.fromEntries(
      Object.entries(PARTS).map(([name, of]) => [
        fields[name] ?? name,
        of.map((part) => record[part] ?? '').join(' '),
      ]),
    ),
  };
}

function isOfParts(name: string): name is keyof typeof PARTS {
  return name in PARTS;
}

function addParts(named: Record<string, string>, names: readonly string[], values: readonly string[]): void {
  for (const [n, value] of values.entries()) if (value !== '') named[names[n] ?? ''] = value;
}

/** When a task was changed last by a worker, or ended, in epoch milliseconds. */
export function changedMs({ created, changed }: Readonly<Record<string, string>>): number {
  return Math.floor(Number(created) / 1000) + Number(changed);
}

/** A part of a record's state. */
export function partOf(state: string, name: (typeof PARTS.state)[number]): string {
  return state.split(' ')[PARTS.state.indexOf(name)] ?? '';
}

/** A record's state with another value for one of its parts. */
export function withPart(state: string, name: (typeof PARTS.state)[number], value: string): string {
  return state.split(' ').with(PARTS.state.indexOf(name), value).join(' ');
}
