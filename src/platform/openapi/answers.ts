import type { ApiResponseOptions } from '@nestjs/swagger';
import { type ProblemType, slugOf } from '../problems/index.js';
import type { Components, Draft, Json } from './draft.js';
import { problemContent } from './problem.schema.js';
import { headerRefs, schemaRef } from './refs.js';

/** An answer that a handler gives, apart from problems. */
export interface AnswerSpec {
  readonly status: number;
  readonly description: string;
  /** Names of headers that the document has. */
  readonly headers?: readonly string[];
  /** Its JSON: the name of a schema that the document has, and examples. */
  readonly json?: { readonly schema: string; readonly examples?: Json };
  /** What else it may be, by media type. */
  readonly content?: Json;
  readonly links?: Json;
}

const JSON_TYPE = 'application/json';

/** What every answer has. */
const OF_ALL = ['Cache-Control', 'X-Request-Id'];

/** What problems of a status say beside themselves. */
const OF_STATUS: Readonly<Record<number, string>> = {
  415: 'Accept-Post',
  429: 'Retry-After',
  503: 'Retry-After',
};

/**
 * The library's decorators for all that a handler answers. Where a status can carry an answer as well as a problem, both
 * media types have one schema, since generators of clients keep only the first media type of a status.
 *
 * `elsewhere` are problems that no route sees: they are told under `default`, which stands for every other status.
 */
export function answerDecorators(
  { swagger, components }: Draft,
  answers: readonly AnswerSpec[],
  problems: readonly ProblemType[],
  elsewhere: readonly ProblemType[],
): readonly MethodDecorator[] {
  const statuses = new Set([...answers, ...problems].map(({ status }) => status));
  const responses = [...statuses]
    .toSorted((a, b) => a - b)
    .map((status) => {
      const answer = answers.find((candidate) => candidate.status === status) ?? { status, description: '' };
      return responseOf(
        components,
        answer,
        problems.filter((problem) => problem.status === status),
      );
    });
  const others = {
    status: 'default',
    description: `Any other problem: ${titlesOf(elsewhere)}.`,
    headers: headerRefs(['Allow', 'WWW-Authenticate', ...OF_ALL]),
    content: problemContent(elsewhere),
  };
  // Headers and content are plain JSON here, which the library passes on as it is.
  return [...responses, others].map((response) => swagger.ApiResponse(response as ApiResponseOptions));
}

function responseOf(components: Components, answer: AnswerSpec, problems: readonly ProblemType[]): Json {
  const { status, description, headers = [], links } = answer;
  const content = contentOf(components, answer, problems);
  const told = problems.length === 0 ? [] : [`Problem: ${titlesOf(problems)}.`];
  return {
    status,
    description: [description, ...told].filter((text) => text !== '').join('\n\n'),
    headers: headerRefs([...headers, ...headersOf(problems), ...OF_ALL]),
    ...(Object.keys(content).length === 0 ? {} : { content }),
    ...(links === undefined ? {} : { links }),
  };
}

function contentOf(components: Components, answer: AnswerSpec, problems: readonly ProblemType[]): Json {
  const { json, content = {} } = answer;
  if (json === undefined)
    return problems.length === 0 ? content : { ...content, ...problemContent(problems) };
  const { schema: name, examples } = json;
  if (problems.length === 0) return { [JSON_TYPE]: withExamples(schemaRef(name), examples), ...content };
  const schema = schemaRef(`${name}OrProblem`);
  components.schemas[`${name}OrProblem`] = { oneOf: [schemaRef(name), schemaRef('Problem')] };
  return { [JSON_TYPE]: withExamples(schema, examples), ...content, ...problemContent(problems, schema) };
}

function withExamples(schema: Json, examples: Json | undefined): Json {
  return examples === undefined ? { schema } : { schema, examples };
}

function headersOf(problems: readonly ProblemType[]): readonly string[] {
  return problems.flatMap(({ status }) => OF_STATUS[status] ?? []);
}

function titlesOf(problems: readonly ProblemType[]): string {
  return problems.map((problem) => `${problem.title} (\`${slugOf(problem)}\`)`).join('; ');
}
