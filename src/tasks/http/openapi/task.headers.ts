import { describe, headerOf } from '../../../platform/openapi/index.js';

describe(({ components }) => {
  Object.assign(components.headers, {
    Wait: headerOf('Seconds that the service advises to wait before the next request.', 6),
    'Task-Status': headerOf(
      'The task’s status, so that proxies and alerts tell a failed task from a failing API.',
      'active',
    ),
    'Preference-Applied': headerOf('Which preferences were honoured (RFC 7240).', 'wait=20'),
    Link: headerOf(
      'Where there are more: the next page (RFC 8288).',
      '</tasks?limit=50&cursor=Mi45OTk5>; rel="next"',
    ),
    'X-Accel-Buffering': headerOf('On event streams: tells proxies to pass events on as they come.', 'no'),
  });
});

/** What every answer with one task's document has. */
export const OF_TASK = ['Task-Status', 'ETag'];

/** What answers have that depend on what the client prefers. */
export const OF_PREFERENCE = ['Vary', 'Preference-Applied'];

/** What an answer has while its task goes on. */
export const WHILE_MOVING = ['Location', 'Wait', 'Retry-After'];
