import { describe, type Json } from './draft.js';

/** A header of answers: what it says, and one it may be. */
export function headerOf(description: string, example: string | number): Json {
  const type = typeof example === 'number' ? 'integer' : 'string';
  return { description, schema: { type, ...(type === 'integer' ? { minimum: 0 } : {}) }, example };
}

describe(({ components }) => {
  Object.assign(components.headers, {
    'X-Request-Id': headerOf(
      'The id of the request: the client’s own where it sent a well-formed one. It is in every log line about the request and its task.',
      'Dgw-i9Tvpykm2_w8',
    ),
    'Cache-Control': headerOf('How long the answer may be kept.', 'no-store'),
    ETag: headerOf('The version of the body, weak.', 'W/"4"'),
    Vary: headerOf('What of the request the answer depends on.', 'Accept, Prefer'),
    Location: headerOf('Where to go next, or what was made.', '/tasks/9999'),
    'Content-Location': headerOf(
      'Whose document the body is, where that is not the URL asked for.',
      '/tasks/9999',
    ),
    Allow: headerOf('The methods that the path takes.', 'GET, HEAD, OPTIONS'),
    'WWW-Authenticate': headerOf('How to say who one is, with 401.', 'ApiKey realm="tasks"'),
    'Accept-Post': headerOf('The media type that bodies must have.', 'application/json'),
    'Retry-After': headerOf('Seconds to wait before asking again, at least 1 (RFC 9110).', 1),
  });
});
