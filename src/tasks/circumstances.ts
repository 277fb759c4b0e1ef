import { fieldsOf } from './task-record.js';

/** What an estimate needs to know beside the task itself. */
export interface Circumstances {
  /** Tasks of the same kind that wait before this one. */
  readonly ahead: number;
  /** Workers that serve the kind. */
  readonly workers: number;
  /** Tasks one of these workers runs at once. */
  readonly slots: number;
  /** What each step took lately, in milliseconds, by step name; a step nobody has seen is missing. */
  readonly tookMs: ReadonlyMap<string, readonly number[]>;
}

/** The `{ ahead, workers, packed fields of the kind }` of the Lua scripts. */
export type CircumstancesReply = readonly [ahead: number, workers: number, kind: string];

/** Reads what keys.lua's `circumstances` answered. */
export function circumstancesOf([ahead, workers, kind]: CircumstancesReply): Circumstances {
  const fields = fieldsOf(kind);
  const tookMs = new Map<string, readonly number[]>();
  for (const [name, value] of Object.entries(fields)) {
    if (name.startsWith('took:')) tookMs.set(name.slice('took:'.length), value.split(' ').map(Number));
  }
  return { ahead, workers, slots: Number(fields['slots'] ?? 1), tookMs };
}
