import { idParameter } from '../../../platform/http/index.js';
import type { ParameterSpec } from '../../../platform/openapi/index.js';
import { TASK_STATUSES, TASK_VERBS } from '../../index.js';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../list-query.js';

export const TASK_ID = idParameter('taskId', 'The task’s number, from the Location of a 202.');

export const PREFER: ParameterSpec = {
  in: 'header',
  name: 'Prefer',
  description:
    '`wait=N` holds the answer for up to N seconds; if the task ends in time it is the final one. `respond-async` asks for 202 at once (RFC 7240).',
  schema: { type: 'string' },
  example: 'wait=20',
};

export const IF_NONE_MATCH: ParameterSpec = {
  in: 'header',
  name: 'If-None-Match',
  description: 'The `ETag` of what the client has: 304 where it has not changed.',
  schema: { type: 'string' },
  example: 'W/"4"',
};

export const IDEMPOTENCY_KEY: ParameterSpec = {
  in: 'header',
  name: 'Idempotency-Key',
  description: 'The same key with the same request names the same task, however often it is sent.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  example: '"order-17"',
};

export const LAST_EVENT_ID: ParameterSpec = {
  in: 'header',
  name: 'Last-Event-ID',
  description: 'What an `EventSource` sends when it connects again: the `id` of the last event it had.',
  schema: { type: 'string' },
};

export const TICKET: ParameterSpec = {
  in: 'query',
  name: 'ticket',
  description: 'Stands for credentials, see `POST /tickets`.',
  schema: { type: 'string' },
};

const query = (name: string, description: string, schema: ParameterSpec['schema']): ParameterSpec => ({
  in: 'query',
  name,
  description,
  schema,
});

const list = (name: string, values: readonly string[]): ParameterSpec => ({
  ...query(name, 'One or several, by commas or by repeating it.', { type: 'array', items: { enum: values } }),
  listed: true,
});

const TIME = { type: 'string', format: 'date-time' };

/** The query of a list. */
export const LIST_PARAMETERS: readonly ParameterSpec[] = [
  list('status', TASK_STATUSES),
  list('verb', TASK_VERBS),
  query('resource', 'The path asked for, exactly.', { type: 'string', pattern: '^/', maxLength: 256 }),
  query('created_after', 'Exclusive.', TIME),
  query('created_before', 'Exclusive.', TIME),
  query('limit', 'How many at most.', {
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
  }),
  query('cursor', 'From the `Link` of a page.', { type: 'string' }),
];
