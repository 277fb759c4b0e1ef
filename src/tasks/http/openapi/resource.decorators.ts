import { applyDecorators, type Type } from '@nestjs/common';
import { OF_BODIES, Operation, type OperationSpec, UNAVAILABLE } from '../../../platform/http/index.js';
import type { Draft, Place } from '../../../platform/openapi/index.js';
import type { ProblemType } from '../../../platform/problems/index.js';
import {
  IDEMPOTENCY_CONFLICT,
  MALFORMED_IDEMPOTENCY_KEY,
  OVERLOADED,
  TOO_MANY_TASKS,
} from '../tasks.problems.js';
import { remember, type ResourceHandler, schemaName } from './representations.js';
import { failedAnswers, finishedAnswers, movingAnswer } from './task.answers.js';
import { OF_PREFERENCE } from './task.headers.js';
import { IDEMPOTENCY_KEY, PREFER } from './task.parameters.js';

/** What whatever becomes a task may be refused with. */
const OF_TASKS = [TOO_MANY_TASKS, OVERLOADED, UNAVAILABLE];

/** What the author of a resource says of a handler. */
export interface ResourceOptions {
  /** What it does, in a few words. */
  readonly summary: string;
  /** The names of its workflow's steps, for examples. */
  readonly steps: readonly string[];
  /** The failures that its workflow has of its own. */
  readonly fails?: readonly ProblemType[];
}

/** What is said of a handler with a body. */
export interface MakingOptions extends ResourceOptions {
  /** The DTO of its body. */
  readonly from: Type<object>;
}

/**
 * Describes a handler whose tasks make something: every status, header, link and problem that the protocol has for it.
 * `makes` is the DTO of what is made.
 */
export function Makes(makes: Type<object>, options: MakingOptions): MethodDecorator {
  return ofResource('makes', makes, options, options.from);
}

/** Describes a handler whose tasks read something. `reads` is the DTO of what is read. */
export function Reads(reads: Type<object>, options: ResourceOptions): MethodDecorator {
  return ofResource('reads', reads, options, undefined);
}

function ofResource(
  does: ResourceHandler['does'],
  representation: Type<object>,
  { summary, steps, fails = [] }: ResourceOptions,
  from: Type<object> | undefined,
): MethodDecorator {
  const handlerAt = (place: Place): ResourceHandler => {
    const id = `${String(place.key)}${schemaName(representation)}`;
    return { id, does, representation, from, steps, fails, place };
  };
  return applyDecorators(
    (target: object, key: string | symbol, descriptor: PropertyDescriptor) =>
      remember(handlerAt({ target, key, descriptor })),
    Operation((place, draft) => ({ ...operation(draft, handlerAt(place)), summary })),
  );
}

function operation(draft: Draft, handler: ResourceHandler): Omit<OperationSpec, 'summary'> {
  nameSchemas(draft, handler);
  const elsewhere = { of: handler, headers: ['Content-Location', ...OF_PREFERENCE] };
  const answers = [
    movingAnswer(draft, elsewhere),
    ...finishedAnswers(draft, elsewhere),
    ...failedAnswers(draft, elsewhere),
  ];
  const common = { id: handler.id, tag: schemaName(handler.representation), answers };
  if (handler.does === 'reads') {
    return { ...common, description: READING, parameters: [PREFER], problems: OF_TASKS };
  }
  return {
    ...common,
    description: MAKING,
    parameters: [PREFER, IDEMPOTENCY_KEY],
    problems: [...OF_BODIES, MALFORMED_IDEMPOTENCY_KEY, IDEMPOTENCY_CONFLICT, ...OF_TASKS],
  };
}

const MAKING =
  'Becomes a task, which is answered with 202. With `Prefer: wait=N`, or repeated with the same `Idempotency-Key`, the answer is the final one where the task has ended.';

const READING =
  'Becomes a task, which is answered with 202. With `Prefer: wait=N` the answer is the final one where the task ends in time.';

/** Gives the DTOs the names that clients see, and puts what is made or read into the document. */
function nameSchemas({ swagger }: Draft, { representation, from, place }: ResourceHandler): void {
  for (const dto of from === undefined ? [representation] : [representation, from]) {
    swagger.ApiSchema({ name: schemaName(dto) })(dto);
  }
  const { target, key, descriptor } = place;
  if (descriptor !== undefined) swagger.ApiExtraModels(representation)(target, key, descriptor);
}
