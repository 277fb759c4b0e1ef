// A record does not say again what others of its fields say; see docs/decisions/0029.

/** Stands in a kept result for the members of the input, once: JSON has no such character. */
const MEMBERS = '\u0002';

/** A result as a record keeps it: mostly it represents what was asked for, and so repeats the input's members. */
export function keptResult(json: string, input: string): string {
  const members = membersOf(input);
  return members === '' ? json : json.replace(members, MEMBERS);
}

/** The result that keptResult made that text of, with the same input; undefined where there is none. */
export function resultOf(kept: string | undefined, input: string): string | undefined {
  const at = kept === undefined ? -1 : kept.indexOf(MEMBERS);
  return kept === undefined || at < 0 ? kept : kept.slice(0, at) + membersOf(input) + kept.slice(at + 1);
}

/** What stands between the braces. */
function membersOf(json: string): string {
  return json.slice(1, -1);
}

/** The path of a resource as the record of the task that made it keeps it: from the collection on that was asked, where it lies in that. */
export function keptLocation(location: string, collection: string): string {
  const isMember = collection.endsWith('/') && location.startsWith(collection);
  return isMember && location !== collection ? location.slice(collection.length) : location;
}

/** The path that keptLocation made that text of, with the same collection; undefined where there is none. */
export function locationOf(kept: string | undefined, collection: string): string | undefined {
  return kept === undefined || kept.startsWith('/') ? kept : collection + kept;
}

/** A task's own name and the id of the request that ordered it: one word where they are the same. */
export function keptNames(uid: string, requestId: string): string {
  return uid === requestId ? uid : `${uid} ${requestId}`;
}

/** Reads what keptNames wrote. */
export function namesOf(kept: string): readonly [uid: string, requestId: string] {
  const [uid = '', requestId = uid] = kept.split(' ');
  return [uid, requestId];
}
