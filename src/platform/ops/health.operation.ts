import { Operation } from '../http/index.js';
import { describe } from '../openapi/index.js';
import type { Probe } from './health.checks.js';

const REPORT = 'HealthReport';

const CHECKS = {
  type: 'object',
  description: 'By the name of what was checked.',
  additionalProperties: {
    type: 'object',
    properties: { status: { enum: ['up', 'down'] }, message: { type: 'string' } },
    required: ['status'],
  },
};

const WELL = {
  status: 'ok',
  info: { redis: { status: 'up' } },
  error: {},
  details: { redis: { status: 'up' } },
};

const ILL = { redis: { status: 'down', message: 'the store is away' } };

describe(({ components }) => {
  components.schemas[REPORT] = {
    type: 'object',
    properties: {
      status: { enum: ['ok', 'error', 'shutting_down'] },
      info: { ...CHECKS, description: 'What is up.' },
      error: { ...CHECKS, description: 'What is down, and why.' },
      details: { ...CHECKS, description: 'Both.' },
    },
    required: ['status'],
  };
});

const SUMMARIES: Readonly<Record<Probe, string>> = {
  live: 'Should the process go on?',
  ready: 'Should the process get requests?',
};

/** Describes a probe. */
export function ReadHealth(probe: Probe): MethodDecorator {
  return Operation(() => ({
    id: `read${probe === 'live' ? 'Liveness' : 'Readiness'}`,
    tag: 'Operations',
    summary: SUMMARIES[probe],
    answers: [
      {
        status: 200,
        description: 'Yes.',
        json: { schema: REPORT, examples: { well: { value: WELL } } },
      },
      {
        status: 503,
        description: 'No.',
        headers: ['Retry-After'],
        json: {
          schema: REPORT,
          examples: { ill: { value: { status: 'error', info: {}, error: ILL, details: ILL } } },
        },
      },
    ],
  }));
}
