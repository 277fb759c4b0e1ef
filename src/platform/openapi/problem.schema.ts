import { definedProblems, type ProblemType, slugOf } from '../problems/index.js';
import { describe, type Json } from './draft.js';
import { exampleRef, schemaRef } from './refs.js';

/** The media type of problems (RFC 9457 section 3). */
const PROBLEM_JSON = 'application/problem+json';

const FAULT = {
  type: 'object',
  description: 'One fault of the request: where it is, and what is wrong.',
  properties: {
    pointer: { type: 'string', description: 'A JSON pointer into the body (RFC 6901).' },
    parameter: { type: 'string', description: 'The name of a query parameter.' },
    detail: { type: 'string' },
  },
  required: ['detail'],
  oneOf: [{ required: ['pointer'] }, { required: ['parameter'] }],
};

const PROBLEM = {
  type: 'object',
  description: 'Why a request can not be served (RFC 9457).',
  properties: {
    type: {
      type: 'string',
      format: 'uri-reference',
      description:
        'What sort of problem it is: a path of this service that explains it, or about:blank where the status says all. Tell problems apart by it.',
    },
    title: { type: 'string', description: 'What all problems of this type share.' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'The status of the answer.' },
    detail: { type: 'string', description: 'What went wrong this time.' },
    instance: { type: 'string', format: 'uri-reference', description: 'The path asked for.' },
    step: { type: 'string', description: 'The step of the work that failed, where one did.' },
    errors: { type: 'array', items: schemaRef('Fault'), description: 'Each fault of a body or a query.' },
  },
  required: ['type', 'title', 'status', 'detail'],
};

/** The faults that make a believable example. */
const FAULTS: Readonly<Record<string, unknown>> = {
  'validation-failed': [{ pointer: '/name', detail: 'must be a string of 1 to 64 characters' }],
};

describe(({ components }) => {
  Object.assign(components.schemas, { Problem: PROBLEM, Fault: FAULT });
  for (const problem of definedProblems()) components.examples[slugOf(problem)] = exampleOf(problem);
});

/** What an answer with one of these problems has in it. */
export function problemContent(problems: readonly ProblemType[], schema = schemaRef('Problem')): Json {
  const examples = Object.fromEntries(
    problems.map((problem) => [slugOf(problem), exampleRef(slugOf(problem))]),
  );
  return { [PROBLEM_JSON]: { schema, examples } };
}

function exampleOf({ type, title, status, explanation }: ProblemType): Json {
  const errors = FAULTS[type.slice(type.lastIndexOf('/') + 1)];
  const value = { type, title, status, detail: explanation, ...(errors === undefined ? {} : { errors }) };
  return { summary: title, value };
}
