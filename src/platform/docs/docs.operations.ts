import { NOT_FOUND, Operation } from '../http/index.js';
import { describe, headerOf, type Json, type ParameterSpec, schemaRef } from '../openapi/index.js';
import { definedProblems, slugOf } from '../problems/index.js';
import { explanationOf } from './problem.pages.js';
import { UI_FILES } from './swagger-ui.js';

const TAG = 'Documentation';
const EXPLANATION = 'ProblemExplanation';
const PAGE_HEADERS = ['Vary', 'Content-Security-Policy'];

const text: Json = { schema: { type: 'string' } };

const members = (...names: readonly string[]): Json =>
  Object.fromEntries(names.map((name) => [name, { type: 'string' }]));

describe(({ components }) => {
  components.schemas[EXPLANATION] = {
    type: 'object',
    description: 'What a sort of problem means.',
    properties: { ...members('type', 'title', 'explanation', 'remedy'), status: { type: 'integer' } },
    required: ['type', 'title', 'status', 'explanation', 'remedy'],
  };
  components.schemas[`${EXPLANATION}s`] = { type: 'array', items: schemaRef(EXPLANATION) };
  components.schemas['OpenApiDocument'] = {
    type: 'object',
    properties: { openapi: { type: 'string' } },
    required: ['openapi'],
  };
  Object.assign(components.headers, {
    'Last-Modified': headerOf('When the file was last changed.', 'Thu, 01 Jan 2026 12:00:00 GMT'),
    'Content-Security-Policy': headerOf('What a page may load.', "default-src 'none'"),
  });
});

/** Describes `GET /openapi.json`. */
export function ReadOpenApi(): MethodDecorator {
  return Operation(() => ({
    id: 'readOpenApi',
    tag: TAG,
    summary: 'This document',
    answers: [
      {
        status: 200,
        description: 'OpenAPI 3.1.',
        json: { schema: 'OpenApiDocument' },
      },
    ],
  }));
}

/** Describes `GET /docs`. */
export function ReadDocs(): MethodDecorator {
  return Operation(() => ({
    id: 'readDocs',
    tag: TAG,
    summary: 'A page that shows this document',
    answers: [
      { status: 200, description: 'The page.', headers: PAGE_HEADERS, content: { 'text/html': text } },
    ],
  }));
}

/** Describes `GET /docs/{file}`. */
export function ReadDocsFile(): MethodDecorator {
  const file: ParameterSpec = {
    in: 'path',
    name: 'file',
    description: 'Its name.',
    schema: { enum: UI_FILES },
  };
  return Operation(() => ({
    id: 'readDocsFile',
    tag: TAG,
    summary: 'What the page loads',
    parameters: [file],
    answers: [
      {
        status: 200,
        description: 'The file.',
        headers: ['Last-Modified'],
        content: { 'text/javascript': text, 'text/css': text, 'image/png': {} },
      },
      { status: 304, description: 'The client has it already.', headers: ['Last-Modified'] },
    ],
    problems: [NOT_FOUND],
  }));
}

/** Describes `GET /problems`. */
export function ListProblems(): MethodDecorator {
  return Operation(() => ({
    id: 'listProblems',
    tag: TAG,
    summary: 'All problems, by status',
    answers: [
      {
        status: 200,
        description: 'What each means and what to do, as JSON or as a page.',
        headers: PAGE_HEADERS,
        json: { schema: `${EXPLANATION}s`, examples: { some: { value: [explanationOf(NOT_FOUND)] } } },
        content: { 'text/html': text },
      },
    ],
  }));
}

/** Describes `GET /problems/{slug}`. */
export function ReadProblem(): MethodDecorator {
  return Operation(() => {
    const slugs = definedProblems().map((problem) => slugOf(problem));
    return {
      id: 'readProblem',
      tag: TAG,
      summary: 'What a problem means, and what to do',
      parameters: [
        {
          in: 'path',
          name: 'slug',
          description: 'The last part of its `type`.',
          schema: { enum: slugs.toSorted() },
          example: slugOf(NOT_FOUND),
        },
      ],
      answers: [
        {
          status: 200,
          description: 'As JSON or as a page.',
          headers: PAGE_HEADERS,
          json: {
            schema: EXPLANATION,
            examples: { [slugOf(NOT_FOUND)]: { value: explanationOf(NOT_FOUND) } },
          },
          content: { 'text/html': text },
        },
      ],
      problems: [NOT_FOUND],
    };
  });
}
