/** Longer than any path of a resource. It goes into a header of every answer about the task. */
const MAX_LENGTH = 512;

/** Segments of visible ASCII, each after one slash: no host, scheme, query, blank or control character (RFC 3986 section 3.3). */
const PATH = /^(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)+\/?$/;

/** Segments that lead elsewhere than they say (RFC 3986 section 5.2.4). */
const DOTS = /\/\.{1,2}(?:\/|$)/;

/**
 * Takes what a kind's `creates` returned for the path of the resource that was made: a path of this service and nothing
 * that leads to another host or ends a header.
 *
 * Errors: throws for anything else; it is a defect of the kind.
 */
export function resourceLocation(path: unknown): string {
  if (typeof path === 'string' && path.length <= MAX_LENGTH && PATH.test(path) && !DOTS.test(path))
    return path;
  throw new TypeError('`creates` returned what is no path of this service');
}
