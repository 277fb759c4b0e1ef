import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import {
  answerDecorators,
  type AnswerSpec,
  Described,
  type Draft,
  parameterDecorator,
  type ParameterSpec,
  type Place,
} from '../openapi/index.js';
import type { ProblemType } from '../problems/index.js';
import { IdPipe } from './id.pipe.js';
import { ID_SCHEMA } from './members.decorator.js';
import { NOT_FOUND, OF_ANY_REQUEST, OF_NO_ROUTE } from './problems.js';
import { PUBLIC } from './public.decorator.js';

/** What the document says of a handler. */
export interface OperationSpec {
  /** Its name in generated clients, and what links name it by. */
  readonly id: string;
  /** The group of handlers it belongs to. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly ParameterSpec[];
  readonly answers: readonly AnswerSpec[];
  /** What it may refuse a request with, beside what any handler may. */
  readonly problems?: readonly ProblemType[];
}

const REQUEST_ID: ParameterSpec = {
  in: 'header',
  name: 'X-Request-Id',
  description: 'An id of the client’s own for this request: it comes back, and is in the logs.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' },
};

/** What Nest keeps of a handler's argument, as far as it is needed here. */
interface RouteArgument {
  /** The name of a parameter. */
  readonly data?: string;
  readonly pipes: readonly unknown[];
}

/** The names of a handler's path parameters that are ids, which its IdPipes tell. */
export function pathIds({ target, key }: Pick<Place, 'target' | 'key'>): readonly string[] {
  const kept = Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) as unknown;
  const all = Object.values((kept ?? {}) as Readonly<Record<string, RouteArgument>>);
  return all.flatMap(({ data, pipes }) => (data !== undefined && pipes.includes(IdPipe) ? [data] : []));
}

/** The parameter of a path that is an id. */
export function idParameter(name: string, description = 'Its number.'): ParameterSpec {
  return { in: 'path', name, description, schema: ID_SCHEMA, example: 1 };
}

/** Public handlers say that they need no credentials; all others need what the document says once for all. */
function securityOf({ descriptor }: Place): { readonly security?: [] } {
  const isPublic = Reflect.getMetadata(PUBLIC, descriptor?.value as object) === true;
  return isPublic ? { security: [] } : {};
}

/** Describes a handler in the OpenAPI document. `make` is called once, when somebody wants the document. */
export function Operation(make: (place: Place, draft: Draft) => OperationSpec): MethodDecorator {
  return Described((draft, place) => {
    const { id, tag, summary, description, parameters = [], answers, problems = [] } = make(place, draft);
    const ids = pathIds(place).map((name) => idParameter(name));
    const text = description === undefined ? {} : { description };
    return [
      draft.swagger.ApiOperation({ operationId: id, tags: [tag], summary, ...text, ...securityOf(place) }),
      ...[...ids, ...parameters, REQUEST_ID].map((parameter) => parameterDecorator(draft, parameter)),
      ...answerDecorators(
        draft,
        answers,
        [...problems, ...(ids.length > 0 ? [NOT_FOUND] : []), ...OF_ANY_REQUEST],
        OF_NO_ROUTE,
      ),
    ];
  });
}
