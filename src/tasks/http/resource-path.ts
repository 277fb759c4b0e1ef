import type { Request } from 'express';

/** Nothing here is encoded, and nothing stands between two slashes that should not. */
const PLAIN = /^(?:\/[\w-]+)+$/;

/**
 * The path a task was asked for as, in one spelling however it was sent: a collection ends with a slash, a member does
 * not, and nothing is percent-encoded that need not be.
 */
export function resourcePath(request: Pick<Request, 'path' | 'params'>): string {
  const isMember = Object.keys(request.params).length > 0;
  return isMember ? pathOf(request) : `${pathOf(request)}/`;
}

function pathOf({ path }: Pick<Request, 'path'>): string {
  if (PLAIN.test(path)) return path;
  const segments = path.split('/').filter((segment) => segment !== '');
  return `/${segments.map((segment) => encodeURIComponent(decodeURIComponent(segment))).join('/')}`;
}
