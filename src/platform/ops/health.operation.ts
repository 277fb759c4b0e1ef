import { Operation } from '../http/index.js';
import { describe } from '../openapi/index.js';
import type { Probe } from './health.checks.js';

const REPORT = 'HealthReport';

describe(({ components }) => {
  components.schemas[REPORT] = {
    type: 'object',
    properties: { status: { enum: ['ok', 'error', 'shutting_down'] } },
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
        json: { schema: REPORT, examples: { well: { value: { status: 'ok' } } } },
      },
      {
        status: 503,
        description: 'No.',
        headers: ['Retry-After'],
        json: {
          schema: REPORT,
          examples: { ill: { value: { status: 'error' } } },
        },
      },
    ],
  }));
}
