import { FIELD } from '../../src/tasks/task-record.js';

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELD).map(([name, field]) => [field, name]),
);

/** A task's record as Redis has it, with the names that its fields stand for. */
export function named(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([field, value]) => [NAMES.get(field) ?? field, value]),
  );
}
