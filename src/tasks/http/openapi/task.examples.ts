import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { Draft, Json } from '../../../platform/openapi/index.js';
import { occurrence, type ProblemType, slugOf } from '../../../platform/problems/index.js';
import { CANCELLED_TASK, type StepStatus, TASK_FAILED, type TaskStatus } from '../../index.js';
import { exampleOf, type ResourceHandler, schemaName } from './representations.js';

/** A task's document as an example, and the status it comes with. */
export interface TaskExample {
  readonly name: string;
  readonly status: number;
  readonly summary: string;
  readonly value: Json;
}

const TIMES = {
  created_at: '2026-01-01T12:00:00.000Z',
  started_at: '2026-01-01T12:00:00.010Z',
  finished_at: '2026-01-01T12:00:12.000Z',
};

const TASK_ID = 9999;
const ETA = 6;

/** How the tasks of a handler look: under way, finished, and failed in each way. */
export function taskExamples(draft: Draft, handler: ResourceHandler): readonly TaskExample[] {
  const { id, does, representation, fails } = handler;
  const name = schemaName(representation);
  const failures = [...fails, CANCELLED_TASK, TASK_FAILED];
  return [
    {
      name: `${id}-active`,
      status: 202,
      summary: `${name}: under way`,
      value: moving(draft, handler),
    },
    {
      name: `${id}-finished`,
      status: does === 'makes' ? 201 : 200,
      summary: `${name}: finished`,
      value: finished(draft, handler),
    },
    ...failures.map((problem) => ({
      name: `${id}-${slugOf(problem)}`,
      status: problem.status,
      summary: `${name}: ${problem.title}`,
      value: failed(draft, handler, problem),
    })),
  ];
}

/** The same task as it is in a list. */
export function listedExample({ value }: TaskExample): Json {
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => name !== 'request' && name !== 'result'),
  );
}

function moving(draft: Draft, handler: ResourceHandler): Json {
  const states = handler.steps.map((_, index): StepStatus => (index === 0 ? 'in progress' : 'not started'));
  return { ...body(draft, handler, 'active', states), result: {}, ...TIMES, finished_at: null };
}

function finished(draft: Draft, handler: ResourceHandler): Json {
  const states = handler.steps.map((): StepStatus => 'finished');
  const result = exampleOf(draft, handler.representation);
  return { ...body(draft, handler, 'finished', states), result, ...TIMES };
}

function failed(draft: Draft, handler: ResourceHandler, problem: ProblemType): Json {
  const [first = ''] = handler.steps;
  const states = handler.steps.map((_, index): StepStatus => (index === 0 ? 'failed' : 'not started'));
  const status = problem === CANCELLED_TASK ? 'cancelled' : 'failed';
  const error = {
    ...occurrence(problem, problem.explanation),
    ...(status === 'failed' ? { step: first } : {}),
  };
  return { ...body(draft, handler, status, states), result: {}, error, ...TIMES };
}

function body(
  draft: Draft,
  handler: ResourceHandler,
  status: TaskStatus,
  states: readonly StepStatus[],
): Json {
  const steps = handler.steps.map((name, index) => {
    const state = states[index] ?? 'not started';
    const begun = state !== 'not started';
    return {
      name,
      status: state,
      attempts: begun ? 1 : 0,
      started_at: begun ? TIMES.started_at : null,
      finished_at: begun && state !== 'in progress' ? TIMES.finished_at : null,
    };
  });
  return {
    task_id: TASK_ID,
    status,
    progress: status === 'finished' ? 100 : 0,
    eta: status === 'active' ? ETA : 0,
    workflow: Object.fromEntries(steps.map(({ name, status: state }) => [name, state])),
    request: request(draft, handler),
    steps,
  };
}

function request(draft: Draft, { place, from }: ResourceHandler): Json {
  const handle = place.descriptor?.value as object;
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handle) as RequestMethod];
  const paths = [place.target.constructor, handle].map((at) =>
    String(Reflect.getMetadata(PATH_METADATA, at)),
  );
  const resource = `/${paths.join('/')}`.replaceAll(/\/+/g, '/').replaceAll(/:\w+/g, '1');
  return { resource, verb, header: {}, body: from === undefined ? {} : exampleOf(draft, from) };
}
