import type { Request } from 'express';

/**
 * The path a task was asked for as, in one spelling however it was sent: a collection ends with a slash, a member does
 * not, and nothing is percent-encoded that need not be.
 */
export function resourcePath(request: Pick<Request, 'path' | 'params'>): string {
  const segments = request.path.split('/').filter((segment) => segment !== '');
  const path = segments.map((segment) => encodeURIComponent(decodeURIComponent(segment))).join('/');
  return Object.keys(request.params).length === 0 ? `/${path}/` : `/${path}`;
}
