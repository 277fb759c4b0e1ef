/** A task on a page of one partition: when it was created is its place, and never the same twice in all partitions. */
export interface Placeable {
  readonly created: number;
}

/** What one partition has of a page: its newest tasks, newest first, and whether older ones match too. */
export interface PagePart<Row extends Placeable> {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

/** A page of all partitions; `next` is where the one after it begins, where there is one. */
export interface MergedPage<Row extends Placeable> {
  readonly rows: readonly Row[];
  readonly next: number | undefined;
}

/**
 * The newest tasks of all partitions, of each of which the newest `limit` are given: no other can be among them. The next
 * page begins below the last of these in every partition, so what did not fit here comes there.
 */
export function mergedPage<Row extends Placeable>(
  parts: readonly PagePart<Row>[],
  limit: number,
): MergedPage<Row> {
  const given = parts.flatMap(({ rows }) => rows);
  const all = parts.length > 1 ? given.toSorted((a, b) => b.created - a.created) : given;
  const rows = all.slice(0, limit);
  const more = all.length > limit || parts.some((part) => part.more);
  return { rows, next: more ? rows.at(-1)?.created : undefined };
}
