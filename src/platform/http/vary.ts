import type { ServerResponse } from 'node:http';

/**
 * The headers of an answer, with what it varies by already (CORS sets `Vary: Origin` before handlers run) beside what
 * they say themselves: `writeHead` would put theirs in its place.
 */
export function withVary(
  headers: Readonly<Record<string, string>>,
  response: ServerResponse,
): Readonly<Record<string, string>> {
  const own = headers['Vary'];
  const before = own === undefined ? undefined : response.getHeader('Vary');
  return before === undefined ? headers : { ...headers, Vary: `${String(before)}, ${own}` };
}
