import { pairsOf } from './task-record.js';

/** What is known of a kind of task in a partition. */
interface KindFacts {
  /** Tasks one of its workers runs at once. */
  readonly slots: number;
  /** What each step took lately, in milliseconds, by step name; a step nobody has seen is missing. */
  readonly tookMs: ReadonlyMap<string, readonly number[]>;
}

/** What an estimate needs to know beside the task itself. */
export interface Circumstances extends KindFacts {
  /** Tasks of the same kind and partition that wait before this one: those that it waits for. */
  readonly ahead: number;
  /** About how many that is in all partitions. */
  readonly aheadInAll: number;
  /** Workers that serve the kind. */
  readonly workers: number;
}

/** What the Lua scripts say beside a record: the last is what `known_of` packs of the kind. */
export type CircumstancesReply = readonly [ahead: number, workers: number, kind: string];

/** Reads what scripts answer for a task in one of so many partitions. */
export function circumstancesOf(
  [ahead, workers, kind]: CircumstancesReply,
  partitions: number,
): Circumstances {
  const { slots, tookMs } = factsOf(kind);
  return { ahead, aheadInAll: ahead * partitions, workers, slots, tookMs };
}

/** More texts than a service has kinds, in versions that differ for as long as a task takes. */
const MAX_REMEMBERED = 64;

/** Facts by the text they were read from: it changes when a task ends, and is read with every task that moves. */
const remembered = new Map<string, KindFacts>();

function factsOf(text: string): KindFacts {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const facts = readFacts(text);
  remembered.set(text, facts);
  return facts;
}

function readFacts(text: string): KindFacts {
  const tookMs = new Map<string, readonly number[]>();
  let slots = 1;
  for (const [name, value] of pairsOf(text.split('\0'))) {
    if (name === 'slots') slots = Number(value);
    if (name.startsWith('took:')) tookMs.set(name.slice('took:'.length), value.split(' ').map(Number));
  }
  return { slots, tookMs };
}
