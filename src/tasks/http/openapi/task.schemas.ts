import { describe, type Json, schemaRef } from '../../../platform/openapi/index.js';
import { STEP_STATUSES, TASK_STATUSES, TASK_VERBS } from '../../index.js';
import { representations, resourceHandlers, schemaName } from './representations.js';

/** The names of schemas that answers have. */
export const TASK = 'Task';
export const TASK_LIST = 'TaskList';
export const REPRESENTATION = 'Representation';

const TIME = { type: ['string', 'null'], format: 'date-time' };

const STEP = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    status: { enum: STEP_STATUSES },
    attempts: { type: 'integer', minimum: 0, description: 'How often it was begun.' },
    started_at: TIME,
    finished_at: TIME,
  },
  required: ['name', 'status', 'attempts', 'started_at', 'finished_at'],
};

const QUEUE = {
  type: 'object',
  description: 'Only while queued: why it waits.',
  properties: {
    ahead: {
      type: 'integer',
      minimum: 0,
      description: 'About how many tasks of the same sort are taken before it.',
    },
    workers: { type: 'integer', minimum: 0, description: 'Worker processes that serve it.' },
  },
  required: ['ahead', 'workers'],
};

/** What tasks of a list have too. */
const SUMMARY = {
  task_id: { type: 'integer', minimum: 1, description: 'Unique, growing with time.' },
  status: { enum: TASK_STATUSES, description: 'It only moves forward.' },
  progress: { type: 'integer', minimum: 0, maximum: 100, description: 'Percent; 100 exactly when finished.' },
  eta: { type: 'integer', minimum: 0, description: 'Seconds until the end; 0 once it has ended.' },
  workflow: {
    type: 'object',
    description: 'Each step with its state, in order.',
    additionalProperties: { enum: STEP_STATUSES },
  },
  error: { ...schemaRef('Problem'), description: 'Only when failed or cancelled: why.' },
  steps: { type: 'array', items: schemaRef('TaskStep') },
  queue: schemaRef('TaskQueue'),
  created_at: { type: 'string', format: 'date-time' },
  started_at: TIME,
  finished_at: TIME,
};

const REQUIRED = Object.keys(SUMMARY).filter((name) => name !== 'error' && name !== 'queue');

const NOTHING = { type: 'object', maxProperties: 0 };

/** `{}`, or an object as one of these DTOs describes it. */
const nothingOr = (schemas: readonly string[]): Json => ({ anyOf: [NOTHING, ...schemas.map(schemaRef)] });

function requestSchema(): Json {
  const bodies = resourceHandlers().flatMap(({ from }) => (from === undefined ? [] : [schemaName(from)]));
  return {
    type: 'object',
    description: 'What was asked for.',
    properties: {
      resource: {
        type: 'string',
        description: 'The path: a collection ends with a slash, a member does not.',
      },
      verb: { enum: TASK_VERBS },
      header: { type: 'object', additionalProperties: { type: 'string' } },
      body: { ...nothingOr(bodies), description: 'The body as it was accepted; `{}` where there was none.' },
    },
    required: ['resource', 'verb', 'header', 'body'],
  };
}

describe(({ components: { schemas } }) => {
  const result = {
    ...nothingOr(representations().map(schemaName)),
    description: '`{}` until finished, then the representation of what was made or read.',
  };
  Object.assign(schemas, {
    [REPRESENTATION]: {
      description: 'What a finished task results in.',
      anyOf: representations().map((dto) => schemaRef(schemaName(dto))),
    },
    TaskStep: STEP,
    TaskQueue: QUEUE,
    TaskRequest: requestSchema(),
    [TASK]: {
      type: 'object',
      description: 'One accepted request and all that became of it.',
      properties: { ...SUMMARY, request: schemaRef('TaskRequest'), result },
      required: [...REQUIRED, 'request', 'result'],
    },
    ListedTask: {
      type: 'object',
      description: 'A task in a list: without request and result.',
      properties: SUMMARY,
      required: REQUIRED,
    },
    [TASK_LIST]: { type: 'array', items: schemaRef('ListedTask'), description: 'Newest first.' },
  });
});
